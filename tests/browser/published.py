"""Publishes PM-1 forty days back, with a verified action: `python -m tests.browser.published`.

HANSEI_STORE names the store, in which `hansei draft examples/checkout-outage` was run.
"""

from __future__ import annotations

from datetime import timedelta

from hansei.project.boot import open_store


def main() -> None:
    """Sets the dates as if time had passed."""
    open_store(web=True)
    from django.utils import timezone

    from hansei.postmortem.models import Action, CheckIn, PostMortem
    from tests.recurrence.things import action, incident

    at = timezone.now() - timedelta(days=40)
    found = PostMortem.objects.get(number=1)
    PostMortem.objects.filter(pk=found.pk).update(status="published", published=at)
    happened = found.incidents.get()
    found.incidents.update(started=at - timedelta(days=3), ended=at - timedelta(days=2))
    CheckIn.objects.all().delete()
    for number in (1, 2, 3):
        day = (at + timedelta(days=30 * number)).date()
        CheckIn.objects.create(post_mortem=found, number=number, day=day)
    Action.objects.all().delete()
    action(
        found, done_days=35, text="Limit the pool to what the database can serve",
        verified=at + timedelta(days=7), verified_by="user:network-engineer",
        verified_how="In a drill",
    )  # fmt: skip
    service = happened.services.first()
    assert service is not None
    for days in (300, 200, 150, 100, 60, 10):
        incident(days=days, service=service.name)


if __name__ == "__main__":
    main()
