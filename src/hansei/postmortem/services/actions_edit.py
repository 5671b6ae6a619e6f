"""Adds an action to a post-mortem, and rewords one: in its document too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.utils import timezone
from msgspec import UNSET, UnsetType

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain import document as domain
from hansei.domain.document import ActionClass
from hansei.domain.errors import InputError
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Action
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.action_change import (
    action_to_change,
    change_action,
    told_columns,
)
from hansei.postmortem.services.action_columns import accounts_of, with_consequences
from hansei.postmortem.services.change_document import change_document
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.reading.action_table import put_action

_FACTOR = re.compile(r"F[1-9]\d{0,2}")
_LONGEST_OWNER, _LONGEST_LINK = 100, 2000


class ActionFields(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an action; what is not said stays.

    `owner` is a name, "" for none, `answers` the factors that it answers ("F1"), `link` the
    address of its ticket.
    """

    text: str | UnsetType = UNSET
    owner: str | UnsetType = UNSET
    due: date | UnsetType | None = UNSET
    action_class: ActionClass | UnsetType | None = UNSET
    answers: tuple[str, ...] | UnsetType = UNSET
    link: str | UnsetType = UNSET


def add_action(*, actor: Actor, number_or_id: int | str, fields: ActionFields) -> Action:
    """Adds an action to a post-mortem, at the end of the table in its document.

    Raises NotFound where the actor may not change the post-mortem, InputError for a wording that
    is none or is there already.
    """
    said = {"text": "", **_columns(fields)}
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        put = put_action(document_of(standing), _as_told(fields, said))
        told = told_columns(put)
        columns = with_consequences(
            told, before=None, by=str(actor), accounts=accounts_of([told["owner"]])
        )
        action = Action.objects.create(
            post_mortem=standing, source=standing.reference, revision=standing.version + 1,
            **columns,
        )  # fmt: skip
        change_document(
            standing, put.document, actor=actor, verb="add action",
            changes={"action": action.pk, "added": True, "to": action.version},
        )  # fmt: skip
        # A class that the table has no column for is the row's alone, as a link always is.
        rest = {name: said[name] for name in ("action_class", "link") if said.get(name)}
        Action.objects.filter(pk=action.pk).update(**rest, updated=timezone.now())
        action.refresh_from_db()
        return action


def edit_action(*, actor: Actor, pk: int, version: int, fields: ActionFields) -> Action:
    """Says something else of an action. One that says nothing new changes nothing.

    `version` is the one that was looked at. Raises NotFound, Conflict for another version, and
    InputError as `add_action`.
    """
    said = _columns(fields)
    with writing():
        action = action_to_change(actor, pk, version)
        return change_action(action, said, actor=actor, verb="edit action")


def _as_told(fields: ActionFields, said: dict[str, Any]) -> domain.Action:
    return domain.Action(
        text=said.get("text", ""),
        owner=said.get("owner") or None,
        due=said.get("due"),
        answers=tuple(said.get("answers", "").split()),
        action_class=fields.action_class or None,
    )


def _columns(fields: ActionFields) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if fields.text is not UNSET:
        said["text"] = _line(fields.text)
    if fields.owner is not UNSET:
        said["owner"] = _line(fields.owner)
        if len(said["owner"]) > _LONGEST_OWNER:
            raise InputError(f"at most {_LONGEST_OWNER} characters", place="owner")
    if fields.due is not UNSET:
        said["due"] = fields.due
    if fields.action_class is not UNSET:
        said["action_class"] = fields.action_class.value if fields.action_class else ""
    if fields.answers is not UNSET:
        said["answers"] = _answers(fields.answers)
    if fields.link is not UNSET:
        said["link"] = _link(fields.link)
    return said


def _line(text: str) -> str:
    return " ".join(storable(text).split())


def _answers(keys: Iterable[str]) -> str:
    found = [each.strip().upper() for each in keys if each.strip()]
    wrong = next((each for each in found if not _FACTOR.fullmatch(each)), None)
    if wrong is not None:
        raise InputError(f"factors are named F1, F2 and so on: {wrong[:20]}", place="answers")
    return " ".join(dict.fromkeys(found))


def _link(text: str) -> str:
    address = storable(text).strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or any(map(str.isspace, address)):
        raise InputError("an address begins with https:// or http://", place="link")
    if len(address) > _LONGEST_LINK:
        raise InputError(f"at most {_LONGEST_LINK:,} characters", place="link")
    return address
