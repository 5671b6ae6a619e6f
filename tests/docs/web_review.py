"""Puts the example into the middle of its review: `python -m tests.docs.web_review`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hansei.project.boot import open_store

CAME = (
    ("on-call-engineer", "On-call engineer"), ("platform-engineer", "Platform engineer"),
    ("support-lead", "Support lead"),
)  # fmt: skip


def main() -> None:
    """Plans it, starts it as the incident lead and goes on to the timeline."""
    open_store(web=True)
    from hansei.accounts.actor import signed_in
    from hansei.accounts.models import Membership, User
    from hansei.domain.meeting.record import Captured
    from hansei.meeting.models import Attendee, Meeting
    from hansei.meeting.presence import point_at
    from hansei.meeting.services.capture import capture
    from hansei.meeting.services.run import go_to_item, join_meeting, start_meeting
    from hansei.postmortem.services.schedule_review import schedule_review

    lead = signed_in(User.objects.get(username="incident-lead"))
    now = timezone.now()
    review = schedule_review(actor=lead, number_or_id=1, start=now).pk
    start_meeting(actor=lead, number_or_id=1, review=review)
    for username, name in CAME:
        user = User.objects.create(username=username, name=name)
        Membership.objects.create(user=user, role="contributor", team=None)
        join_meeting(actor=signed_in(user), number_or_id=1, review=review)
    for kind, text in (
        (Captured.DECISION, "Pool sizes change in steps of two, never in one go."),
        (Captured.PARKED, "How environments are named"),
    ):
        capture(actor=lead, number_or_id=1, review=review, kind=kind, text=text)
    go_to_item(actor=lead, number_or_id=1, review=review, item=2)
    point_at(actor=lead, number_or_id=1, review=review, event="e17")
    Meeting.objects.update(
        started=now - timedelta(minutes=17), item_since=now - timedelta(minutes=3)
    )
    Attendee.objects.update(heartbeat=now + timedelta(hours=1))


if __name__ == "__main__":
    main()
