"""The meeting as one VEVENT (RFC 5545): exported again, it updates the same meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from hansei import __version__
from hansei.domain.claims import sentences
from hansei.domain.document import BlockKind, Document
from hansei.domain.meeting.agenda import GROUND_RULES, agenda
from hansei.outputs.base import Dossier, Output
from hansei.outputs.ics.review import Review, review_of
from hansei.outputs.ics.zone import vtimezone
from hansei.sources.text import one_line

_NAMESPACE = UUID("5d2c1a0e-7a54-5a6b-9a0c-6f1d6b6f3c11")
_ALARMS = (timedelta(days=1), timedelta(minutes=10))
_QUESTION = "**question:**"
_MOST_QUESTIONS = 30


def render(dossier: Dossier) -> bytes:
    """The review as a calendar. Raises UsageError where its time cannot be told."""
    document = dossier.document
    review = review_of(document)
    title = _plain(document.title, 150) or "untitled"
    event = Event()
    known_by = review.key or review.start.isoformat()
    event.add("uid", str(uuid5(_NAMESPACE, f"{document.id or title} {known_by}")))
    if review.sequence:
        event.add("sequence", review.sequence)
    event.add("dtstamp", _stamp(dossier, review))
    start = _with_known_zone(review.start)
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=review.minutes))
    event.add("summary", f"Post-mortem review: {title}")
    event.add("description", description(document, review))
    event.add("categories", ["Post-mortem", "Incident review"])
    event.add("transp", "OPAQUE")
    for before in _ALARMS:
        event.add_component(_alarm(title, before))
    written: bytes = _calendar(event, start).to_ical()
    return written


def description(document: Document, review: Review) -> str:
    """The agenda with its objectives, the open questions, who is asked to come, and the rules."""
    lines = [f"Review of “{_plain(document.title, 150)}”, {review.minutes} minutes."]
    if review.reason:
        lines.append(f"Held {review.reason}.")
    lines += ["", "Agenda"]
    for start, length, segment in agenda(review.minutes):
        clock = review.start + timedelta(minutes=start)
        lines.append(f"{clock:%H:%M}  {segment.title} ({length} min): {segment.objective}")
    asked = list(questions(document))
    if asked:
        lines += ["", "Questions from the record"]
        lines += [f"- {each}" for each in asked[:_MOST_QUESTIONS]]
        if len(asked) > _MOST_QUESTIONS:
            lines.append(f"- and {len(asked) - _MOST_QUESTIONS} more in the post-mortem")
    lines += ["", "Invited: " + ", ".join(review.invitees)]
    lines += ["", "Ground rules", *(f"- {rule}" for rule in GROUND_RULES)]
    return "\n".join(lines)


def questions(document: Document) -> Iterator[str]:
    """What the text marks as a question, in reading order, each once."""
    seen = set()
    for section in document.sections:
        for block in section.blocks:
            if block.kind is not BlockKind.TEXT:
                continue
            for _, sentence in sentences(block.text):
                at = sentence.lower().find(_QUESTION)
                asked = _plain(sentence[at + len(_QUESTION) :], 300) if at >= 0 else ""
                if asked and asked not in seen:
                    seen.add(asked)
                    yield asked[:1].upper() + asked[1:]


def _calendar(event: Event, start: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Hansei//Hansei {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if isinstance(start.tzinfo, ZoneInfo):
        calendar.add_component(vtimezone(start.tzinfo, start))
    calendar.add_component(event)
    return calendar


def _with_known_zone(start: datetime) -> datetime:
    """The start with an IANA zone, else in UTC: a mere offset has no VTIMEZONE."""
    zone = start.tzinfo
    if isinstance(zone, ZoneInfo) and zone.key not in ("UTC", "Etc/UTC", "GMT"):
        return start
    return start.astimezone(UTC)


def _stamp(dossier: Dossier, review: Review) -> datetime:
    """When the content was last true: the last event. An output has no clock of its own."""
    document = dossier.document
    instants = [event.at for event in (*document.events, *dossier.timeline.events)]
    instants += [mark.at for mark in document.milestones.values()]
    return max(instants, default=review.start).astimezone(UTC).replace(microsecond=0)


def _alarm(title: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Post-mortem review: {title}")
    alarm.add("trigger", -before)
    return alarm


def _plain(text: str, longest: int) -> str:
    """One line that can be encoded: an unpaired surrogate cannot."""
    return one_line(text.encode("utf-8", "replace").decode(), longest)


OUTPUT = Output(
    name="ics",
    title="Review meeting (iCalendar)",
    file_name="review.ics",
    media_type="text/calendar; charset=utf-8",
    render=render,
)
