"""The meeting and the check-ins of a post-mortem that is published: what is still missing of them.

A part of publishing, inside its transaction.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hansei.domain.document import Milestone
from hansei.domain.policy import check_ins, is_due, review_slot
from hansei.domain.times import zone_named
from hansei.organisation.selectors import policy, scale
from hansei.postmortem.models import CheckIn, PostMortem, Review
from hansei.postmortem.selectors import document_of


def complete_dates(published: PostMortem, at: datetime) -> None:
    """Adds check-ins counted from the day of publication, and the meeting where one is due.

    What was planned stays as it was. A meeting whose time has passed is planned anew, late.
    """
    try:
        zone = zone_named(published.zone)
    except ValueError:
        zone = UTC
    rules = policy()
    if not published.check_ins.exists():
        CheckIn.objects.bulk_create(
            CheckIn(post_mortem=published, number=number, day=day)
            for number, day in enumerate(check_ins(at.astimezone(zone).date(), policy=rules), 1)
        )
    wanted = is_due(severity=published.severity or None, policy=rules, scale=scale()).due
    if not wanted or published.reviews.exists():
        return
    marks = document_of(published).milestones
    ended = marks.get(Milestone.RESOLVED) or marks.get(Milestone.RECOVERED)
    if ended is None:
        return
    soonest = at - timedelta(hours=rules.review_from_h)
    slot = review_slot(
        resolved=max(ended.at, soonest), zone=zone, policy=rules,
        major=scale().is_major(published.severity),
    )  # fmt: skip
    reason = slot.reason if ended.at >= soonest else "planned late, when it was published"
    Review.objects.create(
        post_mortem=published, start=slot.start, minutes=slot.minutes, reason=reason
    )
