"""Lays a store with something to look back at, for what `effect` and `similar` print.

python -m tests.docs.past
"""

from __future__ import annotations

from hansei.project.boot import open_store

_POOL = "The connection pool of the primary was exhausted by the importer"


def main() -> None:
    """An action that was done, incidents before and since, and two that are the same again."""
    open_store(web=True)
    from hansei.recurrence.services.judge_pair import confirm_recurrence
    from tests.recurrence.things import action, incident, published
    from tests.web.people import person

    lead = person("lead")
    found = published(lead, days=100)
    found.incidents.update(title="Checkout fails: pool exhausted", summary=_POOL)
    action(found, done_days=90)
    action(found)
    for number, days in enumerate((10, 20, 30, 40, 50, 60, 120, 150, 180, 200, 250, 300)):
        incident(days=days, detect=5 + 2 * number)
    again = incident(days=2, title="Payments fail: pool exhausted", summary=_POOL)
    confirm_recurrence(
        actor=lead.actor, incident=again.pk, other=found.incidents.get().pk, reopen={}
    )
    incident(days=1, title="Refunds fail: pool exhausted", summary=_POOL)


if __name__ == "__main__":
    main()
