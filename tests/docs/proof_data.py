"""A year of made-up incidents around the example, for pictures: `python -m tests.docs.proof_data`.

HANSEI_STORE names the store, in which `hansei draft examples/checkout-outage` was run.
"""

from __future__ import annotations

import random
from datetime import timedelta

from hansei.project.boot import open_store

_TITLES = (
    "Checkout errors: connection pool exhausted", "Checkout times out while the pool is exhausted",
    "Payments fail after a deploy", "Slow search results", "Login unavailable: certificate expired",
    "Cart shows stale prices",
)  # fmt: skip


def main() -> None:
    """Publishes PM-1 64 days ago, with actions done and open, and incidents before and since."""
    open_store(web=True)
    from django.utils import timezone

    from hansei.postmortem.models import Action, CheckIn, PostMortem
    from tests.recurrence.things import action, incident

    now, made = timezone.now(), PostMortem.objects.get(number=1)
    at = now - timedelta(days=64)
    PostMortem.objects.filter(pk=made.pk).update(status="published", published=at)
    made.incidents.update(started=at - timedelta(days=6), ended=at - timedelta(days=5, hours=22))
    CheckIn.objects.all().delete()
    Action.objects.all().delete()
    for number in (1, 2, 3):
        day = (at + timedelta(days=30 * number)).date()
        CheckIn.objects.create(post_mortem=made, number=number, day=day)
    action(
        made, done_days=55, text="Limit the connection pool to what the database can serve",
        owner="Database engineer", action_class="prevent", verified=now - timedelta(days=50),
        verified_by="user:network-engineer", verified_how="In a load test",
    )  # fmt: skip
    action(made, done_days=20, text="Page on queue depth instead of on latency",
           owner="On-call engineer", action_class="detect")  # fmt: skip
    action(made, text="Practise failing over once a quarter", owner="Platform lead",
           action_class="process", due=(now - timedelta(days=12)).date())  # fmt: skip
    action(made, text="Give the importer a pool of its own", owner="Database engineer",
           action_class="prevent", due=(now + timedelta(days=20)).date())  # fmt: skip
    service = made.incidents.get().services.first()
    assert service is not None
    chance = random.Random(4)
    for days in [80 + chance.random() * 280 for _ in range(26)] + [15, 18]:
        incident(days=days, service=service.name, detect=chance.randint(5, 40),
                 title=chance.choice(_TITLES))  # fmt: skip


if __name__ == "__main__":
    main()
