"""The parts that Datadog's payloads share: times, tags, texts, placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow, InputError
from hansei.domain.event import Place
from hansei.domain.times import Instant, from_iso
from hansei.sources.base import Context, Reading, Refusal, below
from hansei.sources.text import LONGEST, one_line, text_of, urls_in
from hansei.sources.usual import clean_line, unix_time, whole_second

NAME = "datadog"

Reader = Callable[[dict[str, Any], Place, Context], Iterable[Reading | Refusal]]

# Names of the one group of a monitor that is not split.
WHOLE = frozenset({"*", "total"})
_SHORT = 200  # characters kept of a name
_LONGEST_BODY = 8000  # characters of a body that are looked at
# A webhook template's variable that was not filled in: "$ALERT_TRANSITION", "$TAGS[env]".
_PLACEHOLDER = re.compile(r"\$[A-Z][A-Z0-9_]*(?:\[[^\]]{0,60}\])?$")
_TEMPLATE = re.compile(r"\{\{[^{}]{0,200}\}\}")
_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()]{0,1000}\)")
_HANDLE = re.compile(
    r"(?<![\w.])@(?:slack|pagerduty|webhook|hipchat|opsgenie|teams|victorops|workflow|case|sns"
    r"|team|jira|servicenow|hangouts|flowdock|zendesk|oncall)-[\w.:/-]{1,120}"
)
_MARK = re.compile(r"[*_~`#]")
_MARKS = re.compile(r"\*\*|__|~~|`+|^[ \t]{0,3}#{1,6}[ \t]+", re.MULTILINE)


class Tags(NamedTuple):
    """What the tags say that a record has a field for, and whether a monitor sent the event."""

    service: str | None = None
    environment: str | None = None
    monitor: str | None = None
    alerting: bool = False


def mapping(value: Any) -> dict[str, Any]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def members(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; nothing for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def plain(value: Any, longest: int = LONGEST) -> str:
    """A string or number as one clean line; "" for anything else and for a placeholder."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = clean_line(value, longest)
        return "" if text.startswith("$") and _PLACEHOLDER.match(text) else text
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return one_line(value, longest)
    return ""


def is_placeholder(value: Any) -> bool:
    """Tell a template's variable that was not filled in."""
    return isinstance(value, str) and value.startswith("$") and bool(_PLACEHOLDER.match(value))


def id_of(value: dict[str, Any], *names: str) -> str:
    """The first filled one of `names` ("id" unless given), bounded."""
    for name in names or ("id",):
        found = plain(value.get(name), _SHORT)
        if found:
            return found
    return ""


def instant(value: Any, context: Context) -> Instant | None:
    """A Unix time in seconds to nanoseconds or an ISO 8601 time; None where it is absent.

    A placeholder is absent. Raises BadRow for a value that is no time.
    """
    if value is None or value == "" or value == 0:
        return None
    try:
        if isinstance(value, str):
            return _from_text(value, context)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _from_number(value)
    except (ValueError, OverflowError):
        pass
    raise BadRow(f"{plain(value, 60)!r} is no time that can be read")


def _from_text(value: str, context: Context) -> Instant | None:
    whole = whole_second(value)
    if whole is not None:
        return Instant(whole)
    if is_placeholder(value) or value == "null":
        return None
    if value.isdigit() and len(value) >= 9:
        return _from_number(float(value[:25]))
    return from_iso(value, context.zone)


def _from_number(value: float) -> Instant:
    at = unix_time(value)
    return Instant(at, 0 if at.microsecond else 1)


def needed(value: Any, context: Context, what: str) -> Instant:
    """Like `instant`, for a time without which there is no record. Raises BadRow."""
    found = instant(value, context)
    if found is None:
        raise BadRow(f"{what} has no time")
    return found


def time_fields(when: Instant, written: Any) -> dict[str, Any]:
    """The time arguments of a Record; `written` stays only where the zone was assumed."""
    fields: dict[str, Any] = {"at": when.at, "precision_s": when.precision_s}
    if when.zone_assumed:
        fields["zone_assumed"] = True
        fields["written"] = plain(written, 60)
    return fields


def tag_list(value: Any) -> tuple[str, ...]:
    """Tags as a list, or as the comma-separated text of webhooks and CSV."""
    if isinstance(value, list):
        try:
            return _bounded(tuple(value[:200]))
        except TypeError:  # an object among the tags
            return _bounded(tuple(tag for tag in value[:200] if isinstance(tag, str)))
    if isinstance(value, str) and value and not is_placeholder(value):
        return _split(value[:_LONGEST_BODY])
    return ()


# One host or service always sends the same tags.
@lru_cache(maxsize=2048)
def _bounded(tags: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(tag[:_SHORT] for tag in tags if isinstance(tag, str))


@lru_cache(maxsize=2048)
def _split(tags: str) -> tuple[str, ...]:
    cut = tags.strip("[] ").split(",")
    return tuple(tag.strip(" '\"")[:_SHORT] for tag in cut if tag.strip())


@lru_cache(maxsize=2048)
def tags_of(tags: tuple[str, ...]) -> Tags:
    """Service, environment and monitor as the first tag of each name says."""
    found: dict[str, str] = {}
    for tag in tags:
        name, colon, rest = tag.partition(":")
        if colon and rest and name not in found:
            found[name] = one_line(rest, _SHORT)
    return Tags(
        found.get("service"),
        found.get("env") or found.get("environment"),
        found.get("monitor_id"),
        "source:alert" in tags or "monitor" in tags,
    )


def _label(match: re.Match[str]) -> str:
    return match[1]


def body_text(value: Any, longest: int = LONGEST) -> str:
    """A body without Markdown fences ("%%%"), marks, handles and template remnants."""
    if not isinstance(value, str) or is_placeholder(value):
        return ""
    text = value[:_LONGEST_BODY]
    if "[" in text:
        text = _LINK.sub(_label, _IMAGE.sub(_label, text) if "![" in text else text)
    if "@" in text:
        text = _HANDLE.sub("", text)
    if "{{" in text:
        text = _TEMPLATE.sub("", text)
    if "%%%" in text:
        text = text.replace("%%%", "").strip()
    if _MARK.search(text):
        text = _MARKS.sub("", text)
    return clean_line(text, longest)


def link_refs(*texts: Any) -> tuple[str, ...]:
    """The refs of the web addresses in raw texts."""
    found: tuple[str, ...] = ()
    for text in texts:
        if isinstance(text, str) and "://" in text:
            found += tuple(f"url:{url}" for url in urls_in(text[:_LONGEST_BODY]))
    return tuple(dict.fromkeys(found)) if found else found


def clean_url(value: Any) -> str | None:
    """A web address without its query; None for anything else."""
    found = urls_in(value[:1000], 1) if isinstance(value, str) else ()
    return found[0] if found else None


def person_of(value: Any) -> str | None:
    """A user as {"data": {"attributes": {...}}}, {"name", "handle"} or a text."""
    if isinstance(value, str):
        return plain(value, _SHORT) or None
    outer = mapping(value)
    data = mapping(outer.get("data")) or outer
    return plain(text_of(mapping(data.get("attributes")) or data, "name", "handle", "email"),
                 _SHORT) or None  # fmt: skip


def labelled(label: str, text: str, *notes: str | None) -> str:
    """ "Alert fired: High CPU (P2)" of clean parts, without the notes that are empty."""
    extra = ", ".join(note for note in notes if note)
    said = f"{label}: {text}" if text else label
    said = f"{said} ({extra})" if extra else said
    return said if len(said) <= LONGEST else one_line(said)


def fingerprint(*parts: Any) -> str:
    """A stable key for an item without an id, from the fields that make it itself."""
    joined = "\x1f".join(["" if part is None else str(part)[:2000] for part in parts])
    return blake2b(joined.encode("utf-8", "replace"), digest_size=12).hexdigest()


def each(
    values: list[Any], reader: Reader, path: str, place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """Read a list element by element: an unusable one is refused, its neighbours land."""
    for index, value in enumerate(values):
        here = below(place, f"{path}[{index}]")
        if not isinstance(value, dict):
            yield Refusal(here, "not an object", raw=value)
            continue
        try:
            yield from reader(value, here, context)
        except InputError as error:
            yield Refusal(here, error.reason, error.code, value)
