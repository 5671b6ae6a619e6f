"""One's own account, what needs one, and what one is reminded of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.accounts.selectors import profile
from hansei.accounts.services.change_profile import change_profile
from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.resources.actions import line_shown
from hansei.api.shapes.actions import Action
from hansei.api.shapes.base import Given, Line, Shown, Word
from hansei.domain.reminders import Kind
from hansei.reminders.selectors import home, wanted_kinds
from hansei.reminders.services import choose_reminders as choose

if TYPE_CHECKING:
    from hansei.accounts.models import User

router = Router(tags=["Me"])


class Me(Shown):
    """One's own account."""

    id: Annotated[int, Field(examples=[4])]
    username: Annotated[str, Field(examples=["on-call"])]
    name: Annotated[str, Field(examples=["On-call engineer"])]
    email: Annotated[str, Field(examples=["on-call@example.org"])]
    zone: Annotated[str, Field(description='"" for the browser\'s.', examples=["Europe/London"])]
    theme: Annotated[str, Field(description='"light", "dark" or "" for the system\'s.',
                                examples=[""])]  # fmt: skip
    version: Annotated[int, Field(examples=[1])]


class MeChanged(Given):
    """What to say otherwise of oneself. The e-mail address is changed in the profile alone."""

    name: Annotated[Line, Field(default=None, examples=["On-call engineer"])]
    zone: Annotated[Word, Field(default=None, examples=["Europe/London"])]
    theme: Annotated[Word, Field(default=None, examples=["dark"])]


class Reminders(Given, Shown):
    """The kinds of letters that one gets."""

    kinds: Annotated[tuple[Kind, ...], Field(max_length=20, examples=[["due", "overdue"]])]


class NamedPostMortem(Shown):
    """A post-mortem in a list."""

    number: Annotated[int, Field(examples=[7])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    status: Annotated[str, Field(examples=["in review"])]
    owner: Annotated[str, Field(examples=["Incident lead"])]


class DueIncident(Shown):
    """An incident that needs a published post-mortem, why, and when to meet over it."""

    incident: Annotated[int, Field(examples=[12])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    severity: Annotated[str, Field(examples=["Sev-2"])]
    rank: Annotated[int | None, Field(examples=[2])]
    reason: Annotated[str, Field(examples=["every Sev-2 incident gets one"])]
    opens: AwareDatetime | None
    closes: AwareDatetime | None
    clock: Annotated[str, Field(description='"running", "ahead", "open", "late" or "met".',
                                examples=["open"])]  # fmt: skip
    written: list[NamedPostMortem]


class Unpublished(Shown):
    """A post-mortem that somebody is working on."""

    post_mortem: NamedPostMortem
    severity: Annotated[str, Field(examples=["Sev-2"])]
    due: date | None
    late_days: Annotated[int, Field(examples=[0])]
    updated: AwareDatetime


class Meeting(Shown):
    """A review that is planned."""

    review: Annotated[int, Field(examples=[4])]
    post_mortem: NamedPostMortem
    start: AwareDatetime
    minutes: Annotated[int, Field(examples=[60])]


class Look(Shown):
    """A check-in that somebody has to close."""

    post_mortem: NamedPostMortem
    number: Annotated[int, Field(examples=[1])]
    day: date
    late_days: Annotated[int, Field(description="Below 0 while it is ahead.", examples=[0])]


class Waiting(Shown):
    """A text that waits for a second person's approval."""

    post_mortem: NamedPostMortem
    since: AwareDatetime | None


class Needs(Shown):
    """What needs somebody, each list cut off after nine."""

    due: list[DueIncident]
    unpublished: list[Unpublished]
    actions: list[Action]
    overdue: Annotated[int, Field(description="How many open actions are past their day.",
                                  examples=[1])]  # fmt: skip
    approvals: list[Waiting]
    verifications: list[Action]
    meetings: list[Meeting]
    check_ins: list[Look]


class Whose(Given):
    """Whose business."""

    everybody: Annotated[bool, Field(description="What needs anybody, not only the caller.")] = (
        False
    )


def _version(request: Request) -> int:
    return profile(actor=request.actor).version


@reads(router, "/me", Me, tagged=True)
def read_me(request: Request) -> Me:
    """Read one's own account."""
    return _me(profile(actor=request.actor))


@changes(router, "PATCH", "/me", Me, over=_version)
def edit_me(request: Request, body: MeChanged) -> Me:
    """Say something else of oneself. What is left out stays."""
    row = change_profile(actor=request.actor, version=request.expected, **body.given())
    return _me(row)


@reads(router, "/me/needs", Needs)
def read_needs(request: Request, whose: Query[Whose]) -> Needs:
    """Read what needs one: post-mortems due, one's drafts and actions, reviews, check-ins."""
    found = home(actor=request.actor, everybody=whose.everybody)
    return Needs(
        due=[DueIncident.model_validate(each) for each in found.due],
        unpublished=[Unpublished.model_validate(each) for each in found.unpublished],
        actions=[line_shown(each) for each in found.actions],
        overdue=found.overdue,
        approvals=[Waiting.model_validate(each) for each in found.approvals],
        verifications=[line_shown(each) for each in found.verifications],
        meetings=[Meeting.model_validate(each) for each in found.meetings],
        check_ins=[Look.model_validate(each) for each in found.looks],
    )


@reads(router, "/me/reminders", Reminders)
def read_reminders(request: Request) -> Reminders:
    """Read which letters one gets."""
    profile(actor=request.actor)
    wanted = wanted_kinds(actor=request.actor)
    return Reminders(kinds=tuple(each for each in Kind if each in wanted))


@changes(router, "PUT", "/me/reminders", Reminders)
def choose_reminders(request: Request, body: Reminders) -> Reminders:
    """Choose which letters one gets; none is no letters at all."""
    choose(actor=request.actor, wanted=body.kinds)
    return read_reminders(request)


def _me(row: User) -> Me:
    return Me(
        id=row.pk,
        username=row.username,
        name=row.name,
        email=row.email,
        zone=row.zone,
        theme=row.theme,
        version=row.version,
    )
