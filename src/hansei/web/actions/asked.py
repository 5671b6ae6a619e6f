"""What an address asks for: filters, order and page of the board and the list.

An address that somebody typed or kept may hold what means nothing any more: that is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hansei.domain.actions import CHECKED, Stage
from hansei.domain.document import ActionClass
from hansei.postmortem.selectors.action_filter import LIVE, ActionFilter
from hansei.postmortem.selectors.action_pages import Group, Key, Sort
from hansei.web.queries import address, choice, whole

_MOST = 200
_FLAGS = ("mine", "overdue", "unverified", "no_owner", "no_due")
_WORDS = ("owner", "service", "factor", "q", "postmortem")
_STAGES: Mapping[str, tuple[Stage, ...]] = {
    "open": LIVE,
    **{stage.value.replace(" ", "-"): (stage,) for stage in Stage},
    "checked": CHECKED,
    "all": (),
}
"""What "status" may be in an address; the first is what a list shows unless asked otherwise."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `given` holds the filters as they stand in it."""

    path: str
    given: Mapping[str, str]
    wanted: ActionFilter
    status: str
    sort: Sort
    group: Group
    after: list[Any] | None
    before: list[Any] | None

    def link(self, **changes: str) -> str:
        """The same with other filters, from its first page; "" takes one away."""
        return address(self.path, {**self.given, **changes})

    def on(self, path: str) -> str:
        """The same filters on another page."""
        return address(path, self.given)

    def page(self, **keys: Key | None) -> str:
        """The page behind or before a key; "" for none."""
        found = {name: json.dumps(key) for name, key in keys.items() if key is not None}
        return address(self.path, {**self.given, **found}) if found else ""

    @property
    def here(self) -> str:
        """This page, as an address to come back to."""
        keys = {"after": self.after, "before": self.before}
        return self.page(**{name: tuple(key) for name, key in keys.items() if key}) or self.link()


def asked(path: str, query: Mapping[str, str], *, usual: str) -> Asked:
    """Reads an address; `usual` is the status where it names none."""
    flags = {name: "1" for name in _FLAGS if query.get(name)}
    words = {name: query.get(name, "").strip()[:_MOST] for name in _WORDS}
    status = query.get("status", "") if query.get("status", "") in _STAGES else usual
    team = whole(query.get("team"))
    sort, group = choice(Sort, query.get("sort")), choice(Group, query.get("group"))
    action_class = choice(ActionClass, query.get("class"))
    given = {
        **{name: value for name, value in words.items() if value},
        **flags,
        **({"team": str(team)} if team is not None else {}),
        **({"class": action_class.value} if action_class else {}),
        **({"status": status} if status != usual else {}),
        **({"sort": sort.value} if sort else {}),
        **({"group": group.value} if group else {}),
    }
    wanted = ActionFilter(
        **{name: name in flags for name in _FLAGS},
        owner=words["owner"], service=words["service"], factor=words["factor"],
        post_mortem=words["postmortem"], text=words["q"],
        team=team,
        action_class=action_class, stages=_STAGES[status],
    )  # fmt: skip
    return Asked(
        path, given, wanted, status, sort or Sort.DUE, group or Group.NONE,
        _key(query.get("after")), _key(query.get("before")),
    )  # fmt: skip


def _key(written: str | None) -> list[Any] | None:
    try:
        found = json.loads(written) if written and len(written) <= 2000 else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None
