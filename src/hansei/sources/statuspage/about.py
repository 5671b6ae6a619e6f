"""What a page says for its incidents, and an incident for its updates."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, NamedTuple

from hansei.domain.times import Instant, from_iso
from hansei.sources.text import one_line, text_of, urls_in


class Page(NamedTuple):
    """What the page says for all its incidents: its zone for bare times, its address."""

    zone: tzinfo
    url: str = ""


class About(NamedTuple):
    """What the incident says for all its updates."""

    page: Page
    id: str
    name: str
    severity: str | None
    service: str | None
    refs: tuple[str, ...]
    url: str | None
    started: Instant | None
    resolved: Instant | None


def stamp(value: dict[str, Any], *names: str, zone: tzinfo) -> Instant | None:
    """The first usable time among `names`, None where there is none."""
    for name in names:
        found = value.get(name)
        if isinstance(found, str) and found:
            try:
                return from_iso(found, zone)
            except ValueError:
                continue
    return None


def words(status: str) -> str:
    """A status as people read it: "in_progress" is "in progress"."""
    return one_line(status, 60).replace("_", " ")


def services_of(components: Any) -> str | None:
    """The names of the components, the parents' prefix left as the page has it."""
    names: list[str] = []
    for each in components[:50] if isinstance(components, list) else ():
        name = one_line(text_of(each, "name"), 100)
        if name and name not in names:
            names.append(name)
    return one_line(", ".join(names), 300) or None


def about_incident(incident: dict[str, Any], page: Page) -> About:
    """Identity, severity, service and links of an incident."""
    id_ = one_line(text_of(incident, "id", "code"), 100)
    impact = one_line(text_of(incident, "impact_override", "impact"), 40)
    short = text_of(incident, "shortlink")
    refs = [f"statuspage:incident:{id_}"] if id_ else []
    links = urls_in(short)
    if page.url and id_:
        links += urls_in(f"{page.url.rstrip('/')}/incidents/{id_}")
    return About(
        page=page,
        id=id_,
        name=one_line(text_of(incident, "name"), 300) or "Incident",
        severity=None if impact == "maintenance" else impact or None,
        service=services_of(incident.get("components")),
        refs=(*refs, *(f"url:{link}" for link in links)),
        url=links[0] if links else None,
        started=stamp(incident, "started_at", zone=page.zone),
        resolved=stamp(incident, "resolved_at", zone=page.zone),
    )
