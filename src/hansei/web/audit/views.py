"""The audit trail, and whether it is whole."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hansei.accounts.actor import Actor
from hansei.audit.selectors import head, search
from hansei.audit.verify import Fault, Report, parse_head, verify
from hansei.domain.errors import NotFound, UsageError
from hansei.web.pages import Request, render
from hansei.web.queries import address, whole

_FILTERS = ("who", "verb", "type", "id", "since", "until")
_DIGESTS = ("document", "timeline", "digest")


class Line(NamedTuple):
    """An entry as it is shown. `changes` are (name, value) in words."""

    entry: Any
    address: str
    changes: list[tuple[str, str]]


@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """The entries, newest first; filters and cursor are in the address."""
    actor = _actor(request)
    asked = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    since, until, problem = _days(asked)
    page = search(
        actor=actor,
        who=asked["who"],
        verb=asked["verb"],
        object_type=asked["type"],
        object_id=asked["id"].upper().removeprefix("PM-") if asked["type"] else "",
        since=since,
        until=until + timedelta(days=1) if until else None,
        before=_cursor(request, "before"),
        after=_cursor(request, "after"),
    )
    shown = {
        "lines": [_line(each) for each in page.entries],
        "asked": asked,
        "is_filtered": any(asked.values()),
        "problem": problem,
        "older": _address(asked, before=page.older),
        "newer": _address(asked, after=page.newer),
        "reads_all": actor.reads_trail,
        "head": str(head()),
    }
    return render(request, "audit/trail.html", shown)


@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """Reads the whole trail and says whether it is whole, against an earlier head where given.

    Only for those who read all of it: the answer speaks of every entry.
    """
    if not _actor(request).reads_trail:
        raise NotFound("no audit trail")
    given = request.GET.get("head", "").strip()
    report: Report | None = None
    problem = ""
    try:
        report = verify(head=parse_head(given) if given else None)
    except UsageError as error:
        problem = str(error)
    shown = {
        "given": given,
        "report": report,
        "problem": problem,
        "faults": [(each.seq, _means(each.fault)) for each in report.problems[:100]]
        if report
        else [],
        "head": str(report.head) if report else "",
        "now": datetime.now(UTC),
    }
    return render(request, "audit/verification.html", shown, status=422 if problem else 200)


def _actor(request: HttpRequest) -> Actor:
    return cast(Request, request).actor


def _days(asked: dict[str, str]) -> tuple[datetime | None, datetime | None, str]:
    """The days as UTC instants, and what is wrong with them."""
    found: list[datetime | None] = []
    for name in ("since", "until"):
        try:
            day = date.fromisoformat(asked[name]) if asked[name] else None
        except ValueError:
            return None, None, gettext("A day is written as 2026-03-31.")
        found.append(datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None)
    return found[0], found[1], ""


def _cursor(request: HttpRequest, name: str) -> int | None:
    return whole(request.GET.get(name))


def _address(asked: dict[str, str], **cursor: int | None) -> str:
    ((name, seq),) = cursor.items()
    if seq is None:
        return ""
    return address(reverse("audit"), {**asked, name: seq})


def _line(entry: Any) -> Line:
    changes = json.loads(entry.changes)
    words = [(name.replace("_", " "), _in_words(name, value)) for name, value in changes.items()]
    return Line(entry, _object_address(entry), [each for each in words if each[1]])


def _in_words(name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if name in _DIGESTS and isinstance(value, str):
        return f"{value[:12]}…"
    if isinstance(value, list):
        return ", ".join(_in_words("", each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(key, each)}" for key, each in value.items())
    return str(value)


def _object_address(entry: Any) -> str:
    """Where the object is looked at; whether one may is that page's answer."""
    if not entry.object_id.isdecimal():
        return ""
    if entry.object_type == "account":
        return reverse("person", args=[entry.object_id])
    if entry.object_type == "team":
        return reverse("team", args=[entry.object_id])
    if entry.object_type == "post-mortem":
        return f"/postmortems/{entry.object_id}/"
    return ""


def _means(fault: Fault) -> str:
    return {
        Fault.EDITED: gettext("was edited: its content does not have its digest"),
        Fault.BROKEN: gettext("does not follow the entry before it"),
        Fault.GAP: gettext("entries before it are missing"),
        Fault.TRUNCATED: gettext("is not there any more: the end was cut off"),
    }[fault]
