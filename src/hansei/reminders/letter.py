"""One person's letter of one day: everything that needs them, in their zone, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import User
from hansei.comments.selectors import news_for
from hansei.domain.actions import OPEN
from hansei.domain.reminders import Kind
from hansei.domain.times import duration_text, zone_named
from hansei.organisation.selectors import general
from hansei.outputs.moments import Moments
from hansei.postmortem.selectors.action_filter import ActionFilter
from hansei.postmortem.selectors.action_pages import action_page
from hansei.postmortem.selectors.actions import ActionLine
from hansei.reminders import needs
from hansei.reminders.models import Letter, Muted
from hansei.sources.text import one_line

MOST = 15
"""Lines of one kind; a letter says how many more there are."""
_READ, _TITLE = 100, 200
_SOON = timedelta(days=3)
_LONGEST_NEWS, _FIRST_NEWS = timedelta(days=7), timedelta(days=1)
_AT_ONCE = frozenset({Kind.DUE, Kind.REVIEW})
"""What cannot wait until Monday."""


class Line(NamedTuple):
    """One thing. `path` leads to it in the application."""

    title: str
    detail: str
    path: str


class Part(NamedTuple):
    """The things of one kind, the most pressing first."""

    kind: Kind
    heading: str
    lines: tuple[Line, ...]
    more: int


class Reader(NamedTuple):
    """Who reads a letter, and on which clocks."""

    user: User
    actor: Actor
    moments: Moments
    now: datetime

    @property
    def local(self) -> datetime:
        """Now, where they are."""
        return self.moments.local(self.now)


def reader_of(user: User, now: datetime) -> Reader:
    """The reader of a letter with the rights that they hold now."""
    return Reader(user, signed_in(user), clocks_of(user.zone), now)


def clocks_of(zone: str) -> Moments:
    """A person's clocks: those of the organisation where they chose none."""
    name = zone or general().zone
    try:
        found: tzinfo = zone_named(name)
    except ValueError:
        return Moments(UTC, "UTC")
    return Moments(found, name)


def parts_of(reader: Reader) -> tuple[Part, ...]:
    """What the letter says; nothing on a weekend but for what cannot wait."""
    muted = set(Muted.objects.filter(user=reader.user).values_list("kind", flat=True))
    if "" in muted:
        return ()
    found: list[Part] = []
    for kinds, write in _WRITERS:
        if not set(kinds) <= muted:
            found += [each for each in write(reader) if each.kind not in muted and each.lines]
    order = list(_ORDER)
    found.sort(key=lambda each: order.index(each.kind))
    if reader.local.weekday() >= 5 and not any(each.kind in _AT_ONCE for each in found):
        return ()
    return tuple(found)


def subject_of(parts: tuple[Part, ...]) -> str:
    """Tells how much, and how much of it is late."""
    count = sum(len(each.lines) + each.more for each in parts)
    late = sum(len(each.lines) + each.more for each in parts if each.kind in _LATE)
    said = ngettext("%(count)d thing needs you", "%(count)d things need you", count)
    text = said % {"count": count}
    if late:
        overdue = ngettext("%(count)d overdue", "%(count)d overdue", late) % {"count": late}
        return f"{text}, {overdue}"
    return text


_ORDER = (
    Kind.ACTION_OVERDUE, Kind.OVERDUE, Kind.REVIEW, Kind.DUE, Kind.APPROVAL, Kind.ACTION_DUE,
    Kind.VERIFICATION, Kind.CHECK_IN, Kind.COMMENT,
)  # fmt: skip
_LATE = frozenset({Kind.OVERDUE, Kind.ACTION_OVERDUE})


def _part(kind: Kind, heading: str, lines: list[Line]) -> Part:
    shown = (each._replace(title=one_line(each.title, _TITLE)) for each in lines[:MOST])
    return Part(kind, heading, tuple(shown), max(0, len(lines) - MOST))


def _post_mortems(reader: Reader) -> Iterator[Part]:
    """What is due and what is late: meetings that nobody held, and texts that are not published."""
    due, late = [], []
    for each in needs.due(reader.actor, now=reader.now, limit=_READ):
        line = Line(each.title, _window(each, reader.moments), f"/incidents/{each.incident}/")
        if each.clock is needs.Clock.LATE:
            late.append(line)
        elif each.clock is needs.Clock.OPEN:
            due.append(line)
    today = reader.local.date()
    for one in needs.unpublished(reader.actor, today=today, limit=_READ):
        if one.due is None or one.due > today + _SOON:
            continue
        title = f"{one.post_mortem.reference} {one.post_mortem.title}"
        path = f"/postmortems/{one.post_mortem.number}/"
        if one.late_days > 0:
            late.append(Line(title, _days_late(one.late_days), path))
        else:
            told = gettext("to be published by %(day)s") % {"day": _day(one.due, reader.moments)}
            due.append(Line(title, told, path))
    yield _part(Kind.DUE, gettext("Post-mortems that are due"), due)
    yield _part(Kind.OVERDUE, gettext("Overdue post-mortems"), late)


def _window(each: needs.Due, moments: Moments) -> str:
    if each.opens is None or each.closes is None:
        return each.reason
    said = {
        "until": _moment(each.closes, moments),
        "span": moments.period(each.opens, each.closes),
        "time": duration_text(each.seconds),
        "reason": each.reason,
    }
    if each.clock is needs.Clock.LATE:
        return gettext("to be reviewed by %(until)s, %(time)s late: %(reason)s") % said
    return gettext("review %(span)s, %(time)s left: %(reason)s") % said


def _actions(reader: Reader) -> Iterator[Part]:
    wanted = ActionFilter(mine=True, stages=OPEN)
    due, late = [], []
    for each in action_page(actor=reader.actor, wanted=wanted, limit=_READ).lines:
        if each.is_overdue:
            late.append(_action(each, _days_late(each.overdue_days)))
        elif each.due and each.due <= reader.local.date() + _SOON:
            told = gettext("due %(day)s") % {"day": _day(each.due, reader.moments)}
            due.append(_action(each, told))
    yield _part(Kind.ACTION_OVERDUE, gettext("Your overdue actions"), late)
    yield _part(Kind.ACTION_DUE, gettext("Your actions that are due soon"), due)


def _action(each: ActionLine, told: str) -> Line:
    of = f"{each.reference} {each.title}".strip()
    return Line(each.text, f"{told} · {of}", f"/actions/{each.pk}/")


def _reviews(reader: Reader) -> Iterator[Part]:
    """From now to the end of the reader's tomorrow."""
    end = datetime.combine(
        reader.local.date() + timedelta(days=2), time(), tzinfo=reader.moments.zone
    )
    found = needs.meetings(reader.actor, since=reader.now, until=end, limit=_READ)
    lines = [
        Line(
            f"{each.post_mortem.reference} {each.post_mortem.title}",
            gettext("%(start)s, %(minutes)d minutes")
            % {"start": _moment(each.start, reader.moments), "minutes": each.minutes},
            f"/postmortems/{each.post_mortem.number}/",
        )
        for each in found
    ]
    yield _part(Kind.REVIEW, gettext("Reviews today and tomorrow"), lines)


def _looks(reader: Reader) -> Iterator[Part]:
    today = reader.local.date()
    lines = [
        Line(
            f"{each.post_mortem.reference} {each.post_mortem.title}",
            gettext("since %(day)s: did the actions work?")
            % {"day": _day(each.day, reader.moments)},
            f"/postmortems/{each.post_mortem.number}/check-ins/{each.number}/",
        )
        for each in needs.looks(reader.actor, today=today, until=today, limit=_READ)
    ]
    yield _part(Kind.CHECK_IN, gettext("Check-ins to close"), lines)


def _approvals(reader: Reader) -> Iterator[Part]:
    lines = [
        Line(
            f"{each.post_mortem.reference} {each.post_mortem.title}",
            gettext("%(owner)s asks for a second person's approval")
            % {"owner": each.post_mortem.owner or gettext("its owner")},
            f"/postmortems/{each.post_mortem.number}/status/",
        )
        for each in needs.waiting(reader.actor, limit=_READ)
    ]
    yield _part(Kind.APPROVAL, gettext("Waiting for your approval"), lines)


def _verifications(reader: Reader) -> Iterator[Part]:
    lines = [
        _action(each, gettext("done, and nobody has looked at it"))
        for each in needs.unverified(reader.actor, limit=_READ)
    ]
    yield _part(Kind.VERIFICATION, gettext("Actions to verify"), lines)


def _comments(reader: Reader) -> Iterator[Part]:
    """What others said since the last letter of a working day; those that name the reader first."""
    since = _last_letter(reader)
    found = news_for(actor=reader.actor, since=since, until=reader.now, limit=_READ)
    lines = [
        Line(
            f"PM-{each.number} {each.title}",
            (gettext("%(who)s names you: %(text)s") if each.names_me else "%(who)s: %(text)s")
            % {"who": each.by, "text": one_line(each.text, _TITLE)},
            f"/postmortems/{each.number}/comments/#remark-{each.thread}",
        )
        for each in found
    ]
    yield _part(Kind.COMMENT, gettext("Comments"), lines)


def _last_letter(reader: Reader) -> datetime:
    """When the reader last heard: at most a week ago. A weekend's letter may have said nothing."""
    earliest = reader.now - _LONGEST_NEWS
    sent = Letter.objects.filter(
        user=reader.user, day__lt=reader.local.date(), sent__gte=earliest
    ).order_by("-day")
    days = (at for day, at in sent.values_list("day", "sent") if day.weekday() < 5 and at)
    return next(days, max(earliest, reader.now - _FIRST_NEWS))


_WRITERS: tuple[tuple[tuple[Kind, ...], Callable[[Reader], Iterator[Part]]], ...] = (
    ((Kind.ACTION_OVERDUE, Kind.ACTION_DUE), _actions),
    ((Kind.OVERDUE, Kind.DUE), _post_mortems),
    ((Kind.REVIEW,), _reviews),
    ((Kind.APPROVAL,), _approvals),
    ((Kind.VERIFICATION,), _verifications),
    ((Kind.CHECK_IN,), _looks),
    ((Kind.COMMENT,), _comments),
)


def _moment(at: datetime, moments: Moments) -> str:
    """ "Thursday, 5 March 2026, 14:00 CET (UTC+01:00)" """
    return f"{moments.weekday(at)}, {moments.day(at)}, {moments.clock(at)} {moments.offset(at)}"


def _day(day: object, moments: Moments) -> str:
    """A calendar day, which is the same in every zone."""
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=moments.zone)
    return f"{moments.weekday(noon)}, {moments.day(noon)}"


def _days_late(days: int) -> str:
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
