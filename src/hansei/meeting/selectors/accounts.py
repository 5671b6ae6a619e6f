"""Reads accounts: each its author's alone until all are laid side by side."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.accounts.selectors import Person, directory
from hansei.domain.document import Document
from hansei.domain.meeting.accounts import Row, laid_out, moments
from hansei.domain.meeting.invitees import responders
from hansei.domain.times import zone_or_utc
from hansei.meeting.models import Account, AccountRound
from hansei.postmortem.access import access_post_mortem, permitted
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of

_MOST_OFFERED = 300


class Asked(NamedTuple):
    """Somebody who was asked, and how far they are; nothing of what they wrote."""

    name: str
    handed: bool
    saw_first: bool


class Accounts(NamedTuple):
    """The accounts of a post-mortem. `rows` is empty, and `mine` is the actor's own alone, until
    all are laid out."""

    post_mortem: PostMortem
    document: Document
    asked: tuple[Asked, ...]
    mine: Account | None
    laid_out: datetime | None
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    offered: tuple[Person, ...]
    acted: frozenset[int]
    may_change: bool

    @property
    def handed(self) -> int:
        return sum(each.handed for each in self.asked)

    @property
    def zone(self) -> tzinfo:
        return zone_or_utc(self.document.zone)

    def clock(self, at: datetime) -> str:
        """A time on the incident's clocks."""
        return f"{at.astimezone(self.zone):%H:%M:%S}"


def accounts_of(*, actor: Actor, number_or_id: int | str) -> Accounts:
    """The accounts as far as the actor may read them by now. Raises NotFound."""
    found = access_post_mortem(actor, number_or_id)
    round_ = AccountRound.objects.filter(post_mortem=found).first()
    rows = list(round_.accounts.select_related("user")) if round_ else []
    rows.sort(key=lambda each: (each.user.shown_name.casefold(), each.pk))
    may_change = permitted(actor, found, Need.CHANGE)
    mine = next((each for each in rows if each.user_id == actor.user_id), None)
    document = document_of(found)
    shown = round_ is not None and round_.laid_out is not None
    handed = [each for each in rows if each.handed is not None]
    offered = directory(actor=actor, limit=_MOST_OFFERED) if may_change and not shown else []
    asked = {each.user_id for each in rows}
    return Accounts(
        post_mortem=found,
        document=document,
        asked=tuple(
            Asked(each.user.shown_name, each.handed is not None, each.saw_first is not None)
            for each in rows
        ),
        mine=mine,
        laid_out=round_.laid_out if round_ else None,
        names=tuple(_names(handed)) if shown else (),
        rows=_rows(document, handed) if shown else (),
        offered=tuple(each for each in offered if each.id not in asked),
        acted=_acted(document, offered),
        may_change=may_change,
    )


def _names(handed: list[Account]) -> list[str]:
    """Shown names; with the user name where two people share one."""
    shown = [each.user.shown_name for each in handed]
    return [
        name if shown.count(name) == 1 else f"{name} ({each.user.username})"
        for name, each in zip(shown, handed, strict=True)
    ]


def _rows(document: Document, handed: list[Account]) -> tuple[Row, ...]:
    marks = document.milestones.values()
    near = min((each.at for each in marks), default=None) or min(
        (each.at for each in document.events), default=None
    )
    zone = zone_or_utc(document.zone)
    said = {
        name: moments(each.text, near=near, zone=zone)
        for name, each in zip(_names(handed), handed, strict=True)
    }
    return laid_out(document.events, said)


def _acted(document: Document, offered: list[Person]) -> frozenset[int]:
    """Whom the timeline names: the first to ask."""
    names = {each.casefold().replace("-", " ") for each in responders(document.events)}
    return frozenset(
        each.id for each in offered
        if {each.name.casefold().replace("-", " "), each.username.casefold().replace("-", " ")}
        & names
    )  # fmt: skip
