"""What a person may tell of an incident, and what is wrong with it where something is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from hansei.domain.organisation import Problem
from hansei.domain.times import zone_named

LONGEST_TITLE, LONGEST_SERVICE, LONGEST_SEVERITY = 300, 200, 100
LONGEST_SUMMARY, MOST_SERVICES = 20_000, 50
OPEN, CLOSED, ARCHIVED = "open", "closed", "archived"
STATUSES = (OPEN, CLOSED)
"""What a person may set; "archived" is reached by archiving alone."""
REPORT_ADOPTED = "its post-mortem was adopted from an archive"
EXPORT_ADOPTED = "adopted from an archive of incidents"
ADOPTED = frozenset((REPORT_ADOPTED, EXPORT_ADOPTED))
"""Why an incident out of an archive is not due: nobody here saw it happen."""
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class IncidentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as somebody tells it. `started` and `ended` bound the impact, None where unknown.

    `zone` is the IANA name in which its times are told.
    """

    title: str
    severity: str = ""
    services: tuple[str, ...] = ()
    zone: str = "UTC"
    status: str = OPEN
    started: datetime | None = None
    ended: datetime | None = None
    near_miss: bool = False
    summary: str = ""


def tidy_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names with single spaces, each once, in their order, without empty ones."""
    tidy = (" ".join(each.split()) for each in names)
    return tuple(dict.fromkeys(each for each in tidy if each))


def problems_of_incident(facts: IncidentFacts, *, now: datetime) -> tuple[Problem, ...]:
    """What is wrong with the facts, each with its field."""
    return tuple(_problems(facts, now))


def _problems(facts: IncidentFacts, now: datetime) -> Iterator[Problem]:
    if not facts.title.strip():
        yield Problem("title", "an incident needs a title")
    for field, most in (
        ("title", LONGEST_TITLE), ("severity", LONGEST_SEVERITY), ("summary", LONGEST_SUMMARY),
    ):  # fmt: skip
        if len(getattr(facts, field)) > most:
            yield Problem(field, f"at most {most:,} characters")
    if len(facts.services) > MOST_SERVICES:
        yield Problem("services", f"at most {MOST_SERVICES} services")
    elif any(len(each) > LONGEST_SERVICE for each in facts.services):
        yield Problem("services", f"a service's name has at most {LONGEST_SERVICE} characters")
    if facts.status not in STATUSES:
        yield Problem("status", f"one of {', '.join(STATUSES)}")
    try:
        zone_named(facts.zone)
    except ValueError as error:
        yield Problem("zone", str(error))
    for field in ("started", "ended"):
        at = getattr(facts, field)
        if at is not None and not _EARLIEST <= at <= now + _AHEAD:
            yield Problem(field, "a time that lies in the future, or before 1990")
    if facts.started and facts.ended and facts.ended < facts.started:
        yield Problem("ended", "ends before it starts")
