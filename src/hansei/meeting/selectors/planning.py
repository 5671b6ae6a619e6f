"""When to meet, and whom to ask: what the policy and the data suggest."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from django.utils import timezone

from hansei.accounts.selectors import users_named
from hansei.domain.document import Document, Milestone
from hansei.domain.meeting.invitees import Role, responders
from hansei.domain.policy import quick_review_by, review_slot
from hansei.domain.times import zone_or_utc
from hansei.meeting.models import Invitee
from hansei.organisation.selectors import policy, scale
from hansei.postmortem.models import PostMortem, Review

_MAJOR = 2  # the worst two ranks
_QUICK_MINUTES = 60


class Slot(NamedTuple):
    """A time to meet. `local` is its start on the clocks of the post-mortem, for a form."""

    start: datetime
    local: str
    minutes: int
    reason: str
    is_quick: bool
    is_late: bool


class Suggestion(NamedTuple):
    """Somebody whom the data names, who was not asked yet."""

    role: Role
    name: str
    why: str


def slots(found: PostMortem, document: Document) -> list[Slot]:
    """When to meet, by the policy: a major incident gets a quick review first.

    Empty while the incident has no end. A time that is over is none to suggest: the next full hour
    stands in its place, and says that it is late.
    """
    marks = document.milestones
    end = marks.get(Milestone.RESOLVED) or marks.get(Milestone.RECOVERED)
    if end is None:
        return []
    rules, zone, now = policy(), zone_or_utc(found.zone), timezone.now()
    rank = scale().rank(document.severity)
    major = rank is not None and rank <= _MAJOR
    suggested: list[Slot] = []
    by = quick_review_by(end.at, policy=rules)
    if major and rules.quick_h and now < by:
        start = min(_next_hour(now, zone), by.astimezone(zone))
        reason = f"quick review within {rules.quick_h} hours"
        suggested.append(_slot(start, _QUICK_MINUTES, reason, quick=True, late=False))
    slot = review_slot(resolved=end.at, zone=zone, major=major, policy=rules)
    late = slot.start < now
    start = _next_hour(now, zone) if late else slot.start
    reason = "as soon as people can, since the time for it is over" if late else slot.reason
    suggested.append(_slot(start, slot.minutes, reason, quick=False, late=late))
    return suggested


def invited(review: Review) -> dict[Role, list[Invitee]]:
    """Who was asked to come, by role, of a review that was reached through access."""
    found: dict[Role, list[Invitee]] = {each: [] for each in Role}
    for row in review.invitees.select_related("user"):
        found[Role(row.role)].append(row)
    return found


def invitation_lines(review: Review) -> list[str]:
    """Who is asked to come as an invitation tells it, "product: Product lead"; empty where
    nobody was asked by name."""
    found = invited(review)
    if not any(found.values()):
        return []
    return [
        f"{role.value}: {', '.join(each.name for each in people)}" if people else role.value
        for role, people in found.items()
    ]


def suggestions(found: PostMortem, document: Document, review: Review) -> list[Suggestion]:
    """Responders from the timeline, the owner, and the people of the team that runs the service."""
    asked = {each.name.casefold() for each in review.invitees.all()}
    named = responders(document.events)
    accounts = users_named((*named, found.owner))
    suggested: list[Suggestion] = []
    for name in named:
        user = accounts.get(name)
        shown = user.shown_name if user else name
        suggested.append(Suggestion(Role.RESPONDER, shown, "acts in the timeline"))
    if found.owner:
        user = accounts.get(found.owner)
        shown = user.shown_name if user else found.owner
        suggested.append(Suggestion(Role.OWNER, shown, "owns the post-mortem"))
    suggested += [
        Suggestion(Role.OWNER, team, f"runs {service}")
        for service, team in found.incidents.exclude(services__team=None).values_list(
            "services__name", "services__team__name"
        )
    ]
    chosen: dict[str, Suggestion] = {}
    for each in suggested:
        if each.name.casefold() not in asked:
            chosen.setdefault(each.name.casefold(), each)
    return list(chosen.values())


def _slot(start: datetime, minutes: int, reason: str, *, quick: bool, late: bool) -> Slot:
    return Slot(start, f"{start:%Y-%m-%dT%H:%M}", minutes, reason, quick, late)


def _next_hour(now: datetime, zone: tzinfo) -> datetime:
    return now.astimezone(zone).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
