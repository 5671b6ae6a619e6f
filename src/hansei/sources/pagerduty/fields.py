"""The parts that PagerDuty's payloads share: references, incidents, times and refs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from hansei.domain.errors import BadRow, InputError
from hansei.domain.event import Kind, Place
from hansei.domain.times import Instant, from_epoch, from_iso
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.text import LONGEST, one_line, text_of, urls_in
from hansei.sources.usual import clean_line

NAME = "pagerduty"
SITE = "pagerduty.com/"

Reader = Callable[[dict[str, Any], Place, Context], Iterator[Reading | Refusal]]

_HUMAN, _SYSTEM = Kind.HUMAN, Kind.SYSTEM
_INCIDENT_LINK = re.compile(r"pagerduty\.com/incidents/([A-Z0-9]{5,32})\b")
_SHORT = 200  # characters kept of a name
_LONGEST_URL = 1000
_LONGEST_TITLE = 4000


class Facts(msgspec.Struct, frozen=True, gc=False):
    """What every record about one incident repeats."""

    id: str
    title: str
    refs: tuple[str, ...]
    service: str | None
    severity: str | None
    url: str | None


def mapping(value: Any) -> dict[str, Any]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def members(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; nothing for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def plain(value: Any, longest: int = LONGEST) -> str:
    """A string or number as one clean line; "" for anything else, however deep it is."""
    if isinstance(value, str):
        return clean_line(value, longest)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return one_line(value, longest)
    return ""


def id_of(value: Any, *names: str) -> str:
    """An object's id (or the first of `names`), bounded; "" where it has none."""
    if not names and isinstance(value, dict):
        found = value.get("id")
        if type(found) is str:
            return clean_line(found, _SHORT)
    return one_line(text_of(value, *names or ("id",)), _SHORT)


def name_of(reference: Any) -> str:
    """The readable name of a resource reference: its summary, name, e-mail or id."""
    if isinstance(reference, dict):
        said = reference.get("summary")
        if type(said) is not str or not said or said.isspace():
            said = text_of(reference, "summary", "name", "email", "id")
        return _short(said)
    return _short(reference) if isinstance(reference, str) else ""


@lru_cache(maxsize=4096)
def _short(text: str) -> str:
    return one_line(text, _SHORT)


def names_of(references: Any) -> str:
    """The names of several references, joined by commas."""
    return ", ".join(name for name in map(name_of, members(references)[:20]) if name)


def kind_of(reference: Any) -> Kind:
    """HUMAN for a user; services, integrations, rules and bots are SYSTEM."""
    kind = reference.get("type") if isinstance(reference, dict) else None
    return _HUMAN if isinstance(kind, str) and kind.startswith("user") else _SYSTEM


def instant(value: Any, context: Context) -> Instant | None:
    """A time as PagerDuty writes it (ISO 8601, an offset or none); None where it is absent.

    Raises BadRow for a value that is no time.
    """
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            return from_iso(value, context.zone)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return Instant(from_epoch(value))
    except (ValueError, OverflowError):
        pass
    raise BadRow(f"{plain(value, 60)!r} is no time that can be read")


def needed(value: Any, context: Context, what: str) -> Instant:
    """Like `instant`, for a time without which there is no record. Raises BadRow."""
    found = instant(value, context)
    if found is None:
        raise BadRow(f"{what} has no time")
    return found


def time_fields(when: Instant, written: Any) -> dict[str, Any]:
    """The time arguments of a Record; `written` stays only where the zone was assumed."""
    if when.zone_assumed:
        return {
            "at": when.at,
            "precision_s": when.precision_s,
            "zone_assumed": True,
            "written": one_line(written, 60),
        }
    return {"at": when.at, "precision_s": when.precision_s}


def clean_url(value: Any) -> str | None:
    """A web address without its query, which may hold a key; None for anything else."""
    if not isinstance(value, str):
        return None
    head, _, tail = value.rpartition("/")  # thousands of ids under one address
    if tail.isalnum() and len(value) < _SHORT and _first_url(head) == head:
        return value
    return _first_url(value[:_LONGEST_URL])


@lru_cache(maxsize=4096)
def _first_url(text: str) -> str | None:
    found = urls_in(text, 1)
    return found[0] if found else None


def link_refs(text: str) -> tuple[str, ...]:
    """The refs of the web addresses in a text, and of the incidents that they lead to."""
    found: list[str] = []
    for url in urls_in(text):
        found.append(f"url:{url}")
        match = _INCIDENT_LINK.search(url)
        if match:
            found.append(f"pagerduty:incident:{match[1]}")
    return tuple(found)


def merged(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """Refs in order, each once."""
    return tuple(dict.fromkeys(ref for group in groups for ref in group))


def from_site(value: dict[str, Any]) -> bool:
    """Tell whether an object links to PagerDuty itself."""
    for name in ("html_url", "self"):
        link = value.get(name)
        if isinstance(link, str) and SITE in link:
            return True
    return False


def facts_of(incident: dict[str, Any], service: Any = None) -> Facts:
    """What the incident (a full one or a reference) says about itself."""
    get = incident.get
    summary = get("summary")
    title = get("title", summary)
    if type(title) is not str or not title or title.isspace():
        title = text_of(incident, "title", "summary", "description", "name")
    told, words = _numbered(title[:_LONGEST_TITLE])
    number = plain(get("incident_number") or get("number"), 64)
    if not number and summary is not title and isinstance(summary, str):
        number = _numbered(summary)[0]
    number = number or told
    own = plain(get("id"), 64)
    url = clean_url(get("html_url"))
    refs = [f"pagerduty:incident:{own}"] if own else []
    if number:
        refs.append(f"incident:{number}")
    if "incident_key" in incident or "alerts" in incident:
        refs.extend(_alert_refs(incident))
    if url:
        refs.append(f"url:{url}")
    return Facts(
        own,
        clean_line(words),
        tuple(refs),
        name_of(get("service")) or name_of(service) or None,
        name_of(get("priority")) or None,
        url,
    )


def _alert_refs(incident: dict[str, Any]) -> dict[str, None]:
    """The keys of an incident and of the alerts in it, each once."""
    keys = [plain(incident.get("incident_key"), 256)]
    keys.extend(text_of(one, "alert_key")[:256] for one in members(incident.get("alerts"))[:20])
    return {f"alert:{key}": None for key in keys if key}


def _numbered(title: str) -> tuple[str, str]:
    """The number and the words of "[#1234] High error rate"; no number in other titles."""
    if title.startswith("[#"):
        number, bracket, words = title[2:].partition("]")
        if bracket and number.isdecimal() and len(number) <= 12:
            return number, words
    return "", title


def sentence(verb: str, actor: str | None, about: str) -> str:
    """ "Acknowledged by the lead: High error rate", of clean parts; without what is not known."""
    said = f"{verb} by {actor}" if actor else verb
    return bounded(f"{said}: {about}" if about else said)


def bounded(text: str) -> str:
    """A text of clean parts, cut to the longest that a record holds."""
    return text if len(text) <= LONGEST else one_line(text)


def fingerprint(*parts: Any) -> str:
    """A stable key for an item without an id, from the fields that make it itself."""
    joined = "\x1f".join("" if part is None else str(part)[:2000] for part in parts)
    return blake2b(joined.encode("utf-8", "replace"), digest_size=12).hexdigest()


def each(
    values: list[Any], reader: Reader, path: str, place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """Read a list element by element: an unusable one is refused, its neighbours land."""
    file, line, outer = place.file, place.line, f"{place.path or '$'}.{path}"
    for index, value in enumerate(values):
        here = Place(file, line, f"{outer}[{index}]")
        if not isinstance(value, dict):
            yield Refusal(here, "not an object", raw=value)
            continue
        try:
            yield from reader(value, here, context)
        except InputError as error:
            yield Refusal(here, error.reason, error.code, value)
