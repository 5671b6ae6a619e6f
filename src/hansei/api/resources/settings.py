"""The organisation's settings: general ones, severity scale, policy. Each is a whole value."""

from __future__ import annotations

from typing import Annotated

import msgspec
from ninja import Router
from pydantic import Field

from hansei.accounts.roles import Scope
from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Flag, Given, Line, Shown, Whole, Word
from hansei.domain import organisation as domain
from hansei.domain import policy as domain_policy
from hansei.domain import severity as domain_severity
from hansei.domain.errors import NotFound
from hansei.organisation import selectors
from hansei.organisation.services.settings import set_general, set_scale, undo_setting
from hansei.organisation.services.settings import set_policy as set_policy_of
from hansei.postmortem.selectors.policy_preview import policy_preview
from hansei.timeline.services.apply_policy import apply_policy as apply

router = Router(tags=["Settings"])
Hours = Annotated[Whole, Field(ge=0, le=1440)]


class GeneralGiven(Given):
    """Name, zone and usual variant."""

    name: Annotated[Line, Field(description='"" until it is given.', examples=["Example Ltd"])]
    zone: Annotated[Word, Field(description="The IANA zone that days are told in.",
                                examples=["Europe/London"])]  # fmt: skip
    variant: Annotated[Word, Field(description="What a post-mortem is started with.",
                                   examples=["incident"])]  # fmt: skip


class General(GeneralGiven, Shown):
    """Name, zone and usual variant."""

    version: Annotated[int, Field(examples=[2])]


class Level(Given):
    """One level of severity."""

    name: Annotated[Line, Field(examples=["Sev-1"])]
    description: Annotated[Line, Field(examples=["The service is down"])] = ""
    words: Annotated[tuple[Word, ...], Field(description="What other tools call it.",
                                       examples=[["critical", "P1"]])] = ()  # fmt: skip
    major: Annotated[Flag, Field(description="Gets a quick review first.")] = False


class ScaleGiven(Given):
    """The levels of severity, the worst first: a level's rank is its place, counting from 1."""

    levels: Annotated[
        list[Level],
        Field(
            min_length=2,
            max_length=5,
            examples=[[{"name": "Sev-1", "major": True}, {"name": "Sev-2"}, {"name": "Sev-3"}]],
        ),
    ]


class SeverityScale(ScaleGiven, Shown):
    """The levels of severity, the worst first."""

    version: Annotated[int, Field(examples=[2])]


class PolicyGiven(Given):
    """When a post-mortem is due, reviewed and looked at again."""

    due_rank: Annotated[Whole, Field(ge=0, le=5, description="Mildest rank that needs one; 0 for"
                                     " none.", examples=[2])]  # fmt: skip
    triggers: Annotated[list[domain_policy.Trigger], Field(description="These need one whatever"
                        " the severity.", examples=[["breach", "launch"]])]  # fmt: skip
    review_from_h: Annotated[Hours, Field(description="The review is held from so many hours after"
                             " resolution.", examples=[24])]  # fmt: skip
    review_until_h: Annotated[Hours, Field(examples=[72])]
    quick_h: Annotated[Hours, Field(description="A major incident's quick review; 0 for none.",
                                    examples=[24])]  # fmt: skip
    check_in_days: Annotated[list[Whole], Field(max_length=6, examples=[[30, 60, 90]])]
    approval_rank: Annotated[Whole, Field(ge=0, le=5, description="Mildest rank that needs an"
                             " approval; 0 for none.", examples=[2])]  # fmt: skip
    publish_days: Annotated[Whole, Field(ge=0, le=1095, description="Published so many days after"
                            " resolution; 0 for no date.", examples=[14])]  # fmt: skip


class Policy(PolicyGiven, Shown):
    """When a post-mortem is due, reviewed and looked at again."""

    version: Annotated[int, Field(examples=[2])]


class ForeseenIncident(Shown):
    """An incident, and what a policy says of it."""

    incident: Annotated[int, Field(examples=[12])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    severity: Annotated[str, Field(examples=["Sev-2"])]
    due: Annotated[bool, Field(examples=[True])]
    reason: Annotated[str, Field(examples=["every Sev-2 incident gets one"])]
    is_due_now: Annotated[bool, Field(examples=[True])]


class PolicyPreview(Shown):
    """What a policy would mean for the latest incidents."""

    total: Annotated[int, Field(examples=[50])]
    due: Annotated[int, Field(examples=[12])]
    incidents: list[ForeseenIncident]


class PolicyApplied(Shown):
    """For how many incidents something is different now."""

    changed: Annotated[int, Field(examples=[3])]


def _member(request: Request) -> None:
    if not request.actor.is_member:
        raise NotFound("no settings")


def _of_general(request: Request) -> int:
    _member(request)
    return selectors.versions().general


def _of_scale(request: Request) -> int:
    _member(request)
    return selectors.versions().scale


def _of_policy(request: Request) -> int:
    _member(request)
    return selectors.versions().policy


@reads(router, "/settings/general", General, tagged=True)
def read_general_settings(request: Request) -> General:
    """Read the general settings."""
    version = _of_general(request)
    return General(**msgspec.to_builtins(selectors.general()), version=version)


@changes(router, "PUT", "/settings/general", General, scope=Scope.ADMIN, over=_of_general)
def set_general_settings(request: Request, body: GeneralGiven) -> General:
    """Set the general settings. For administrators."""
    general = msgspec.convert(body.model_dump(), domain.General)
    set_general(actor=request.actor, general=general, version=request.expected)
    return read_general_settings(request)


@reads(router, "/settings/severity-scale", SeverityScale, tagged=True)
def read_severity_scale(request: Request) -> SeverityScale:
    """Read the severity scale."""
    version = _of_scale(request)
    return SeverityScale(**msgspec.to_builtins(selectors.scale()), version=version)


@changes(router, "PUT", "/settings/severity-scale", SeverityScale, scope=Scope.ADMIN,
         over=_of_scale)  # fmt: skip
def set_severity_scale(request: Request, body: ScaleGiven) -> SeverityScale:
    """Set the severity scale. For administrators.

    What post-mortems say of their severity stays as it is written.
    """
    scale = msgspec.convert(body.model_dump(), domain_severity.Scale)
    set_scale(actor=request.actor, scale=scale, version=request.expected)
    return read_severity_scale(request)


@reads(router, "/settings/policy", Policy, tagged=True)
def read_policy(request: Request) -> Policy:
    """Read the policy."""
    version = _of_policy(request)
    return Policy(**msgspec.to_builtins(selectors.policy()), version=version)


@changes(router, "PUT", "/settings/policy", Policy, scope=Scope.ADMIN, over=_of_policy)
def set_policy(request: Request, body: PolicyGiven) -> Policy:
    """Set the policy. For administrators."""
    policy = msgspec.convert(body.model_dump(), domain_policy.Policy)
    set_policy_of(actor=request.actor, policy=policy, version=request.expected)
    return read_policy(request)


@changes(router, "POST", "/settings/policy/preview", PolicyPreview, scope=Scope.READ, plain=True)
def preview_policy(request: Request, body: PolicyGiven) -> PolicyPreview:
    """Read what a policy would mean for the latest incidents. Nothing is set."""
    _member(request)
    policy = msgspec.convert(body.model_dump(), domain_policy.Policy)
    found = policy_preview(actor=request.actor, policy=policy, scale=selectors.scale())
    return PolicyPreview(
        total=found.total,
        due=found.due,
        incidents=[
            ForeseenIncident(
                incident=each.pk,
                title=each.title,
                severity=each.severity,
                due=each.due,
                reason=each.reason,
                is_due_now=each.is_due_now,
            )
            for each in found.incidents
        ],
    )


@changes(router, "POST", "/settings/policy/application", PolicyApplied, scope=Scope.ADMIN)
def apply_policy(request: Request) -> PolicyApplied:
    """Apply the policy to the newest 500 incidents that there are. For administrators."""
    return PolicyApplied(changed=apply(actor=request.actor))


@changes(router, "DELETE", "/settings/general/change", scope=Scope.ADMIN, over=_of_general)
def undo_general_settings(request: Request) -> None:
    """Take back the last change of the general settings. For administrators."""
    _undo(request, selectors.GENERAL)


@changes(router, "DELETE", "/settings/severity-scale/change", scope=Scope.ADMIN,
         over=_of_scale)  # fmt: skip
def undo_severity_scale(request: Request) -> None:
    """Take back the last change of the severity scale. For administrators."""
    _undo(request, selectors.SCALE)


@changes(router, "DELETE", "/settings/policy/change", scope=Scope.ADMIN, over=_of_policy)
def undo_policy(request: Request) -> None:
    """Take back the last change of the policy. For administrators."""
    _undo(request, selectors.POLICY)


def _undo(request: Request, key: str) -> None:
    undo_setting(actor=request.actor, key=key, version=request.expected)
