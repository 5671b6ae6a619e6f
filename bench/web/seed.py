"""Makes a large store, always the same for the same numbers.

    python -m bench.web.seed --store sqlite:///build/bench/web.sqlite3

50,000 incidents with 100 events each, a post-mortem for every second one, two actions for each of
those. One incident has 10,000 events. The document of a post-mortem is that of the example, cut to
its prose and its key events, with the incident's own title and times.
"""

from __future__ import annotations

import argparse
import random
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from hansei.domain.document import Document, Milestone
from hansei.domain.event import Event, Kind, Signal
from hansei.project.boot import open_store

EXAMPLE = Path("examples/checkout-outage")
FIRST = datetime(2022, 1, 3, tzinfo=UTC)
_SERVICES = 200
_TEAMS = 20
_LARGE = 10_000
_SEVERITIES = ("SEV-1", "SEV-2", "SEV-2", "SEV-3", "SEV-3", "SEV-3", "SEV-4")
_WHAT = (
    "latency", "error rate", "timeouts", "queue backlog", "failed logins", "stale cache",
    "replication lag", "disk pressure", "certificate expiry", "packet loss", "memory growth",
    "throttled requests",
)  # fmt: skip
_WHERE = (
    "checkout", "search", "billing", "login", "media", "profile", "delivery", "ledger", "catalog",
    "support", "mail", "reports",
)  # fmt: skip
_SAID = (
    "{what} on {where} above its threshold", "Looking at {where}, dashboards show {what}",
    "Deployed {where} {n} to production", "Rolled back {where} to {n}", "{what} is falling again",
    "Customers report {what} in {where}", "Scaled {where} to {n} replicas", "Paged the next team",
)  # fmt: skip
_encode = msgspec.json.Encoder().encode
_STATUSES = ("working draft", "working draft", "in review", "published", "published")
_ACTIONS = ("planned", "in progress", "completed", "completed", "cancelled")


def main() -> None:
    """Makes the store, unless it is there with the same numbers."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", required=True)
    options.add_argument("--incidents", type=int, default=50_000)
    options.add_argument("--events", type=int, default=100, help="per incident")
    chosen = options.parse_args()
    open_store(chosen.store, web=True)
    seed(incidents=chosen.incidents, events=chosen.events)


def seed(*, incidents: int, events: int) -> None:
    """Fills an empty store in one transaction, with an entry in the audit trail as every change."""
    from hansei.accounts.actor import system
    from hansei.audit.services import record_change
    from hansei.project.transactions import writing
    from hansei.search.indexing import index_backlog
    from hansei.timeline.models import Incident

    if Incident.objects.exists():
        print("the store has incidents already; nothing to do")
        return
    with writing():
        _people()
        _services()
        _incidents(incidents)
        _events(incidents, events)
        _post_mortems(incidents)
        _settle()
        record_change(actor=system("bench"), verb="seed", object_type="store", object_id="bench",
                      changes={"incidents": incidents})  # fmt: skip
    index_backlog()
    print(f"{incidents:,} incidents, about {incidents * events:,} events")


def _people() -> None:
    from hansei.accounts.models import Membership, Team, User

    Team.objects.bulk_create(Team(pk=n, name=f"Team {n}") for n in range(1, _TEAMS + 1))
    for name, role in (("bench", "administrator"), ("viewer", "viewer")):
        user = User.objects.create(username=name, name=name.title(), password=secrets.token_hex())
        Membership.objects.create(user=user, team=None, role=role)


def _services() -> None:
    from hansei.timeline.models import Service

    Service.objects.bulk_create(
        Service(pk=n, name=f"{_WHERE[n % len(_WHERE)]}-{n}", team_id=1 + n % _TEAMS)
        for n in range(1, _SERVICES + 1)
    )


def _start(number: int) -> datetime:
    return FIRST + timedelta(minutes=47 * number)


def _words(number: int) -> dict[str, Any]:
    rng = random.Random(number)
    return {"what": rng.choice(_WHAT), "where": rng.choice(_WHERE), "n": rng.randrange(2, 400)}


def _incidents(count: int) -> None:
    from hansei.project.bulk import insert, time_text
    from hansei.timeline.models import Incident

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(1, count + 1):
            words = _words(n)
            start = _start(n)
            ended = time_text(start + timedelta(minutes=12 + n % 90))
            severity = _SEVERITIES[n % len(_SEVERITIES)]
            due = severity in ("SEV-1", "SEV-2") and n > count - 40
            yield (
                n, f"High {words['what']} on {words['where']}", severity,
                "open" if n > count - 5 else "closed", "UTC", time_text(start), ended, False,
                f"{words['what']} for a part of the users of {words['where']}",
                f"every {severity} incident gets one" if due else "",
                time_text(start + timedelta(hours=25)) if due else None,
                time_text(start + timedelta(hours=73)) if due else None,
                "", "system:bench", "", "[]", "{}", 1, time_text(start),
            )  # fmt: skip

    columns = (
        "id", "title", "severity", "status", "zone", "started", "ended", "near_miss", "summary",
        "due_reason", "due_from", "due_by", "waived", "created_by", "timeline_digest", "clocks",
        "counts", "version", "created",
    )  # fmt: skip
    insert(Incident, columns, rows())
    links = ((n, 1 + n % _SERVICES) for n in range(1, count + 1))
    insert(Incident.services.through, ("incident_id", "service_id"), links)


def _events(count: int, each: int) -> None:
    from hansei.project.bulk import insert, time_text
    from hansei.timeline.models import Event as Stored

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(1, count + 1):
            for event in _timeline(n, _LARGE if n == count else each):
                body = _encode(event).decode()
                yield n, event.id, time_text(event.at), event.key, body

    insert(Stored, ("incident_id", "name", "at", "key", "body"), rows())


def _timeline(number: int, count: int) -> Iterator[Event]:
    rng = random.Random(number)
    start, words = _start(number), _words(number)
    sources = ("pagerduty", "datadog", "slack", "deploylog")
    for n in range(count):
        source = sources[n % 4]
        yield Event(
            id=f"e{n + 1}",
            at=start + timedelta(seconds=20 * n + rng.randrange(20)),
            text=_SAID[n % len(_SAID)].format(**words),
            kind=Kind.HUMAN if source == "slack" else Kind.SYSTEM,
            signal=Signal.MESSAGE if source == "slack" else Signal.NOTE,
            source=source,
            sources=(source,),
            records=(f"{source}:{number}-{n}",),
            service=words["where"],
            key=n % 20 == 0,
            noise=n % 9 == 8,
        )


def _example() -> Document:
    """The example as `hansei draft` makes it, without its timeline."""
    from hansei.domain.draft.compose import Request, draft
    from hansei.domain.times import zone_named
    from hansei.domain.variants import variant
    from hansei.sources import registry
    from hansei.sources.intake import Options
    from hansei.sources.workers import Gathering

    with Gathering([str(EXAMPLE)], Options(), keep_raw=False).gathered() as records:
        request = Request(
            variant=variant("incident"), zone=zone_named("UTC"), zone_name="UTC",
            titles={each.name: each.title for each in registry.sources()},
        )  # fmt: skip
        return draft(records, request).document


def _post_mortems(count: int) -> None:
    from hansei.postmortem.models import Action, PostMortem, Revision
    from hansei.project.bulk import insert, time_text

    numbers = range(2, count + 1, 2)
    example = _example()

    def documents() -> Iterator[tuple[int, Document]]:
        for n in numbers:
            start = _start(n)
            shift = start - example.milestones[Milestone.IMPACT_START].at
            marks = {
                name: msgspec.structs.replace(
                    mark, at=mark.at + shift, earliest=mark.earliest + shift,
                    latest=mark.latest + shift, candidates=(),
                )
                for name, mark in example.milestones.items()
            }  # fmt: skip
            words = _words(n)
            yield n, msgspec.structs.replace(
                example, id=f"bench-{n}", title=f"High {words['what']} on {words['where']}",
                severity=_SEVERITIES[n % len(_SEVERITIES)], milestones=marks,
                events=tuple(event for event in _timeline(n, 100) if event.key),
                status=_STATUSES[n % len(_STATUSES)],
            )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for n, document in documents():
            at = time_text(_start(n) + timedelta(hours=3))
            yield (
                n, n // 2, document.id, document.title, "incident", document.status,
                document.severity, "Bench" if n % 500 == 0 else "", "UTC", n % 97 == 0,
                1 + n % _TEAMS, "", n, _encode(document).decode(),
                _encode(document.milestones).decode(), 1, at, at, "system:bench",
            )  # fmt: skip

    columns = (
        "id", "number", "document_id", "title", "variant", "status", "severity", "owner", "zone",
        "restricted", "team_id", "source", "source_identity", "document", "milestones", "version",
        "created", "updated", "created_by",
    )  # fmt: skip
    insert(PostMortem, columns, rows())
    insert(
        PostMortem.incidents.through, ("postmortem_id", "incident_id"), ((n, n) for n in numbers)
    )
    insert(Action, *_actions(numbers))
    revisions = (
        (n, 1, "{}", "", "0" * 64, "system:bench", time_text(_start(n)), "") for n in numbers
    )
    insert(
        Revision,
        ("post_mortem_id", "number", "document", "markdown", "digest", "author", "at", "note"),
        revisions,
    )


def _actions(numbers: range) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    from hansei.project.bulk import time_text

    columns = (
        "post_mortem_id", "source", "position", "text", "owner", "due", "status", "answers",
        "revision", "in_document", "version", "action_class", "link", "completed",
        "completed_by", "verified_by", "verified_how", "effect", "effect_by", "effect_note",
        "created", "updated",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in numbers:
            for position in range(2):
                words = _words(n + position)
                status = _ACTIONS[(n // 2 + position) % len(_ACTIONS)]
                at = time_text(_start(n))
                done = status == "completed"
                yield (
                    n, f"PM-{n // 2}", position, f"Alert on {words['what']} of {words['where']}",
                    f"Team {1 + n % _TEAMS}", str(date(2022, 2, 1) + timedelta(days=n // 30)),
                    status,
                    "F1", 1, True, 1, ("detect", "prevent")[position], "", at if done else None,
                    "user:bench" if done else "", "", "", "", "", "", at, at,
                )  # fmt: skip

    return columns, rows()


def _settle() -> None:
    """Sets the counters of PostgreSQL behind the given keys."""
    from django.core.management.color import no_style
    from django.db import connection

    from hansei.accounts.models import Team
    from hansei.postmortem.models import PostMortem
    from hansei.timeline.models import Incident, Service

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [Team, Service, Incident, PostMortem]
        ):
            cursor.execute(statement)


if __name__ == "__main__":
    main()
