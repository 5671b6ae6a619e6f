"""The history feed of a status page: Atom (`history.atom`) or RSS (`history.rss`)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

import msgspec

from hansei.domain.event import Place
from hansei.domain.times import from_iso, utc_text
from hansei.sources.base import Reading, Refusal
from hansei.sources.statuspage.about import About, Page
from hansei.sources.statuspage.incidents import read_update
from hansei.sources.statuspage.stated import Posted, stated_in
from hansei.sources.text import from_html, urls_in

_MOST_ENTRIES = 5000
_STATUS = re.compile(r"([A-Z][A-Za-z ]{2,20}?) - (.*)", re.DOTALL)


def is_feed(text: str) -> bool:
    """Whether a text is the incident history of a status page as Atom or RSS."""
    head = text[:4000].lower()
    return ("<feed" in head or "<rss" in head) and "incident history" in head


def _between(text: str, tag: str) -> str:
    start = text.find(f"<{tag}")
    start = text.find(">", start) if start >= 0 else -1
    end = text.find(f"</{tag}>", start) if start >= 0 else -1
    inner = text[start + 1 : end] if end >= 0 else ""
    inner = inner.strip()
    if inner.startswith("<![CDATA["):
        return inner[9:].removesuffix("]]>")
    return html.unescape(inner)


def read_feed(text: str, place: Place, zone: tzinfo) -> Iterator[Reading | Refusal]:
    """The updates of each feed entry: one record per time in its content."""
    tag = "entry" if "<entry" in text else "item"
    pieces = text.split(f"<{tag}")[1 : _MOST_ENTRIES + 1]
    for number, piece in enumerate(pieces, 1):
        where = Place(file=place.file, line=place.line, path=f"{tag}[{number}]")
        entry = piece.split(f"</{tag}>", 1)[0]
        link = _link(entry)
        name = from_html(_between(entry, "title")) or "Incident"
        published = _date(_between(entry, "published") or _between(entry, "pubDate"))
        body = _between(entry, "content") or _between(entry, "description")
        if published is None or not link:
            yield Refusal(place=where, reason="a feed entry without a link or a date", raw=entry)
            continue
        count = 0
        for reading in _posts(body, name, link, Posted(published, published, zone), where):
            count += 1
            yield reading
        if not count:
            yield Refusal(place=where, reason="a feed entry without dated updates", raw=entry)


def _link(entry: str) -> str:
    start = entry.find("<link")
    chunk = html.unescape(entry[start : start + 600]) if start >= 0 else ""
    found = urls_in(chunk, 1)
    return found[0] if found else ""


def _date(text: str) -> datetime | None:
    try:
        return from_iso(text.strip()).at
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text.strip()).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _posts(
    body: str, name: str, link: str, posted: Posted, place: Place
) -> Iterator[Reading | Refusal]:
    code = link.rsplit("/", 1)[-1]
    refs = (f"statuspage:incident:{code}", f"url:{link}")
    about = About(Page(posted.zone), code, name, None, None, refs, link, None, None)
    seen: dict[str, int] = {}
    for each in stated_in(body, posted):
        match = _STATUS.match(each.text)
        if match is None or not each.name.startswith("entry:"):
            continue
        post = {
            "status": match[1].strip().lower().replace(" ", "_"),
            "body": match[2],
            "display_at": each.at.isoformat(),
        }
        own = f"{code}:{utc_text(each.at)}:{post['status']}"
        seen[own] = seen.get(own, 0) + 1
        own = post["id"] = own if seen[own] == 1 else f"{own}:{seen[own]}"
        raw = {"link": link, "at": each.written, "update": each.text}
        for reading in read_update(post, place, about):
            if isinstance(reading, Refusal):
                yield reading
                continue
            record = reading.record
            if record.key == own:
                record = msgspec.structs.replace(
                    record,
                    written=each.written,
                    precision_s=each.precision_s,
                    zone_assumed=each.zone_assumed,
                )
            yield Reading(record, raw)
