"""The form of an action: what was typed, what it means, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hansei.domain.document import ActionClass
from hansei.postmortem.selectors.actions import ActionLine
from hansei.postmortem.services.actions_edit import ActionFields

_VERSION = re.compile(r"[0-9]{1,15}")
_LATEST = date(2999, 12, 31)


@dataclass
class ActionForm:
    """Values as texts, by field, and what is wrong, by field. `answers` are keys of factors."""

    values: dict[str, Any]
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(self.values.get("answers", ()))

    def fields(self) -> ActionFields | None:
        """What the form says; None where something in it cannot be read."""
        due = self._due()
        if self.wrong:
            return None
        written = self.values["class"]
        return ActionFields(
            text=self.values["text"],
            owner=self.values["owner"],
            due=due,
            action_class=ActionClass(written) if written else None,
            answers=self.answers,
            link=self.values["link"],
        )

    def _due(self) -> date | None:
        written = self.values["due"].strip()
        if not written:
            return None
        try:
            day = date.fromisoformat(written)
        except ValueError:
            self.wrong["due"] = _("A day as 2026-04-30")
            return None
        if day > _LATEST:
            self.wrong["due"] = _("That is too far away")
        return day


def typed(post: QueryDict) -> ActionForm:
    """What was sent."""
    names = ("text", "owner", "due", "link", "postmortem")
    values: dict[str, Any] = {name: post.get(name, "") for name in names}
    version = post.get("version", "")
    values["version"] = version if _VERSION.fullmatch(version) else ""
    written = post.get("class", "")
    values["class"] = written if written in set(ActionClass) else ""
    keys = [*post.getlist("answers"), *re.split(r"[\s,;]+", post.get("more_answers", ""))]
    values["answers"] = [each.strip().upper() for each in keys if each.strip()]
    return ActionForm(values)


def standing(line: ActionLine) -> ActionForm:
    """The form of an action as it stands."""
    return ActionForm(
        {
            "text": line.text,
            "owner": line.owner,
            "due": line.due.isoformat() if line.due else "",
            "class": line.action_class.value if line.action_class else "",
            "answers": list(line.answers),
            "link": line.link,
            "version": line.version,
        }
    )


def blank(given: Mapping[str, str]) -> ActionForm:
    """An empty form, begun with what an address gives."""
    factor = given.get("factor", "").strip().upper()
    names = ("text", "owner", "due", "class", "link")
    values: dict[str, Any] = dict.fromkeys(names, "")
    values["postmortem"] = given.get("postmortem", "")[:40]
    values["text"] = given.get("text", "")[:900]
    values["answers"] = [factor] if factor else []
    return ActionForm(values)
