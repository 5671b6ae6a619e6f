"""What changed between two states, in a few phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from hansei.domain.changes.compare import ActionChange, Comparison, SectionChange
from hansei.domain.changes.words import Kind

_MOST = 12


class Phrase(NamedTuple):
    """One change in words. `icon` is a drawing of the page; `came` and `went` count words."""

    icon: str
    text: str
    came: int = 0
    went: int = 0
    stone: object = None


def phrases(changes: Comparison | None, actions: Sequence[ActionChange]) -> list[Phrase]:
    """The changes of one step, the largest kinds first; at most a dozen."""
    if changes is None:
        return []
    found = [
        *_details(changes), *_stones(changes), *_sections(changes), *_actions(actions),
        *_events(changes),
    ]  # fmt: skip
    if len(found) > _MOST:
        rest = len(found) - _MOST + 1
        more = ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}
        return [*found[: _MOST - 1], Phrase("more", more)]
    return found


def _details(changes: Comparison) -> Iterator[Phrase]:
    names = {
        "title": gettext("Title"), "severity": gettext("Severity"), "owner": gettext("Owner"),
        "status": gettext("Status"), "zone": gettext("Zone"), "variant": gettext("Variant"),
        "services": gettext("Services"),
    }  # fmt: skip
    for each in changes.details:
        told = {"name": names[each.name], "before": each.before, "after": each.after}
        if not each.before:
            text = gettext("%(name)s: %(after)s") % told
        elif not each.after:
            text = gettext("%(name)s: no longer %(before)s") % told
        else:
            text = gettext("%(name)s: %(before)s → %(after)s") % told
        yield Phrase("tag", text)


def _stones(changes: Comparison) -> Iterator[Phrase]:
    for each in changes.stones:
        yield Phrase("flag", gettext(each.milestone.label), stone=each)


def _sections(changes: Comparison) -> Iterator[Phrase]:
    for each in changes.touched:
        yield Phrase("edit", _told(each), each.came, each.went)


def _told(section: SectionChange) -> str:
    title = section.title or gettext("Text")
    if section.kind is Kind.ADDED:
        return gettext("%(title)s: new section") % {"title": title}
    if section.kind is Kind.REMOVED:
        return gettext("%(title)s: section taken out") % {"title": title}
    if section.before:
        return gettext("%(before)s is now called %(title)s") % {
            "before": section.before, "title": title,
        }  # fmt: skip
    if section.moved and not (section.came or section.went):
        return gettext("%(title)s: moved") % {"title": title}
    return title


def _actions(actions: Sequence[ActionChange]) -> Iterator[Phrase]:
    for kind, one, many in (
        (Kind.ADDED, "%(count)s action added", "%(count)s actions added"),
        (Kind.SAME, "%(count)s action changed", "%(count)s actions changed"),
        (Kind.REMOVED, "%(count)s action taken out", "%(count)s actions taken out"),
    ):
        count = sum(each.kind is kind for each in actions)
        if count:
            yield Phrase("check", ngettext(one, many, count) % {"count": count})


def _events(changes: Comparison) -> Iterator[Phrase]:
    for kind, one, many in (
        (Kind.ADDED, "%(count)s event added", "%(count)s events added"),
        (Kind.SAME, "%(count)s event changed", "%(count)s events changed"),
        (Kind.REMOVED, "%(count)s event taken out", "%(count)s events taken out"),
    ):
        count = sum(each.kind is kind for each in changes.events)
        if count:
            yield Phrase("clock", ngettext(one, many, count) % {"count": count})
