"""What the status panel of a post-mortem shows: `{% include "status/panel.html" %}` with `panel`.

The page around it links `css/status.css`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.accounts.selectors import Person, directory
from hansei.domain.findings import Finding
from hansei.domain.stages import Stage, Standing, Step, applies, obstacles
from hansei.domain.times import zone_or_utc
from hansei.organisation.selectors import today
from hansei.postmortem.access import permitted
from hansei.postmortem.selectors import post_mortem
from hansei.postmortem.selectors.dates import LookedAt, check_ins_of, reviews_of
from hansei.postmortem.selectors.standing import Approved, approvals_of
from hansei.publishing.selectors import full_standing, judgement_of, publication_of

_NEEDS = {Step.PUBLISH: Need.LEAD, Step.WITHDRAW: Need.LEAD}
_NEXT = {
    Stage.DRAFT: (Step.SUBMIT, Step.PUBLISH),
    Stage.IN_REVIEW: (Step.APPROVE, Step.PUBLISH, Step.RETURN),
    Stage.APPROVED: (Step.PUBLISH, Step.APPROVE, Step.WITHDRAW_APPROVAL, Step.RETURN),
    Stage.PUBLISHED: (Step.WITHDRAW,),
}


class Move(NamedTuple):
    """One step that the reader may think of. `why_not` is empty where it can be taken."""

    step: Step
    label: str
    icon: str
    address: str
    why_not: tuple[str, ...]
    primary: bool


class Mark(NamedTuple):
    """One stage on the way; `state` is "done", "now" or "ahead"."""

    label: str
    state: str


class Meeting(NamedTuple):
    """One review. `start` is aware; `local` is the same on the clocks of the post-mortem's zone."""

    id: int
    start: datetime
    local: str
    minutes: int
    reason: str
    held: datetime | None
    is_past: bool


class Customers(NamedTuple):
    """What customers read: since when, and which change of the post-mortem it was made from."""

    slug: str
    at: datetime
    withdrawn: datetime | None


class Panel(NamedTuple):
    """All that the panel shows, for one reader."""

    number: int
    reference: str
    title: str
    version: int
    zone: str
    standing: Standing
    marks: tuple[Mark, ...]
    moves: tuple[Move, ...]
    in_the_way: tuple[str, ...]
    approvals: tuple[Approved, ...]
    findings: tuple[Finding, ...]
    owner: str
    owner_id: int | None
    people: tuple[Person, ...]
    due: date | None
    is_late: bool
    published: datetime | None
    meetings: tuple[Meeting, ...]
    check_ins: tuple[LookedAt, ...]
    today: date
    customers: Customers | None
    may_change: bool
    may_lead: bool

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return self.standing.stage


def panel_of(*, actor: Actor, number: int) -> Panel:
    """The panel of one post-mortem. Raises NotFound where the actor may not read it."""
    found = post_mortem(actor=actor, number_or_id=number)
    standing = full_standing(found, actor=actor)
    judgement = judgement_of(found)
    may = {need: permitted(actor, found, need) for need in (Need.CHANGE, Need.LEAD)}
    day, now = today(), timezone.now()
    public, zone = publication_of(found), zone_or_utc(found.zone)
    return Panel(
        number=found.number,
        reference=found.reference,
        title=found.title,
        version=found.version,
        zone=found.zone,
        standing=standing,
        marks=_marks(standing, was_submitted=found.submitted is not None),
        moves=tuple(_moves(standing, found.number, may)),
        in_the_way=_in_the_way(standing) if may[Need.CHANGE] else (),
        approvals=tuple(approvals_of(found)),
        findings=(*judgement.contradictions, *judgement.secrets),
        owner=found.owner,
        owner_id=found.owner_user_id,
        people=tuple(directory(actor=actor)) if may[Need.CHANGE] else (),
        due=found.due,
        is_late=bool(found.due and found.due < day and standing.stage is not Stage.PUBLISHED),
        published=found.published,
        meetings=tuple(
            Meeting(
                each.pk,
                each.start,
                f"{each.start.astimezone(zone):%Y-%m-%dT%H:%M}",
                each.minutes,
                each.reason,
                each.held,
                each.start < now,
            )
            for each in reviews_of(found)
        ),
        check_ins=tuple(check_ins_of(found)),
        today=day,
        customers=Customers(public.slug, public.at, public.withdrawn) if public else None,
        may_change=may[Need.CHANGE],
        may_lead=may[Need.LEAD],
    )


def label_of(step: Step) -> str:
    """What the button of a step says."""
    return {
        Step.SUBMIT: gettext("Submit for review"),
        Step.RETURN: gettext("Return to draft"),
        Step.APPROVE: gettext("Approve"),
        Step.WITHDRAW_APPROVAL: gettext("Take back my approval"),
        Step.PUBLISH: gettext("Publish"),
        Step.WITHDRAW: gettext("Withdraw"),
    }[step]


_ICONS = {
    Step.SUBMIT: "send", Step.RETURN: "back", Step.APPROVE: "verified",
    Step.WITHDRAW_APPROVAL: "undo", Step.PUBLISH: "globe", Step.WITHDRAW: "undo",
}  # fmt: skip


def _moves(standing: Standing, number: int, may: dict[Need, bool]) -> list[Move]:
    """The steps that the reader may take or would like to; the first that can be is the main one.

    Approval is not offered where nobody asked for it, nor to the author.
    """
    found: list[Move] = []
    steps = list(_NEXT[standing.stage])
    if Step.APPROVE in steps and (standing.approvals or not standing.wants_approval):
        steps.sort(key=lambda each: each is not Step.PUBLISH)
    for step in steps:
        if not may[_NEEDS.get(step, Need.CHANGE)] or not applies(step, standing.stage):
            continue
        if step is Step.WITHDRAW_APPROVAL and not standing.has_approved:
            continue
        if step is Step.APPROVE and (standing.is_author or standing.has_approved):
            continue
        why_not = tuple(each.text for each in obstacles(step, standing))
        primary = not found and step in (Step.SUBMIT, Step.APPROVE, Step.PUBLISH)
        address = reverse("status-step", args=(number, step.value))
        found.append(Move(step, label_of(step), _ICONS[step], address, why_not, primary))
    return found


def _in_the_way(standing: Standing) -> tuple[str, ...]:
    """What is missing until it can be published, for everybody who may do something about it."""
    if standing.stage is Stage.PUBLISHED:
        return ()
    return tuple(each.text for each in obstacles(Step.PUBLISH, standing))


def _marks(standing: Standing, *, was_submitted: bool) -> tuple[Mark, ...]:
    """The way as far as it was gone, and the stages ahead that somebody asks for."""
    names = {
        Stage.DRAFT: gettext("Working draft"),
        Stage.IN_REVIEW: gettext("In review"),
        Stage.APPROVED: gettext("Approved"),
        Stage.PUBLISHED: gettext("Published"),
    }
    ahead = standing.stage is not Stage.PUBLISHED
    left_out = set()
    if not (ahead or was_submitted):
        left_out.add(Stage.IN_REVIEW)
    if not (standing.approvals or (ahead and standing.wants_approval)):
        left_out.add(Stage.APPROVED)
    shown = [each for each in Stage if each not in left_out]
    at = shown.index(standing.stage)
    states = ("done", "now", "ahead")
    return tuple(
        Mark(names[each], states[(place >= at) + (place > at)]) for place, each in enumerate(shown)
    )
