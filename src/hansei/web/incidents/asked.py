"""What the address of the list asks for: filters, order and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from hansei.domain.incident import ARCHIVED, CLOSED, OPEN
from hansei.search.selectors.incidents import IncidentFilter, Sort, Wanted
from hansei.web.queries import address, choice, day, whole

_MOST = 200
_WORDS = ("q", "service", "severity")
_STATUSES = (OPEN, CLOSED, ARCHIVED)


@dataclass(frozen=True)
class Asked:
    """The filters as they stand in the address, and as the list is asked for."""

    path: str
    given: Mapping[str, str]
    wanted: IncidentFilter
    cursor: str

    def link(self, **changes: str) -> str:
        """The same with other filters, from its first page; "" takes one away."""
        return address(self.path, {**self.given, **changes})

    @property
    def query(self) -> str:
        """The filters as a query string, as a saved view keeps them."""
        return urlencode(self.given)


def asked(path: str, query: Mapping[str, str]) -> Asked:
    """Reads an address. What means nothing any more is passed over."""
    given = {name: query[name].strip()[:_MOST] for name in _WORDS if query.get(name, "").strip()}
    status, team = query.get("status", ""), whole(query.get("team"))
    days = {name: day(query.get(name)) for name in ("since", "until")}
    post_mortem, sort = choice(Wanted, query.get("post_mortem")), choice(Sort, query.get("sort"))
    chosen = {
        "status": status if status in _STATUSES else "",
        "team": "" if team is None else str(team),
        **{name: each.isoformat() for name, each in days.items() if each},
        "post_mortem": post_mortem.value if post_mortem else "",
        "nearmiss": "1" if query.get("nearmiss") else "",
        "sort": sort.value if sort and sort is not Sort.NEWEST else "",
    }
    given |= {name: value for name, value in chosen.items() if value}
    wanted = IncidentFilter(
        q=given.get("q", ""),
        services=(given["service"],) if "service" in given else (),
        severities=(given["severity"],) if "severity" in given else (),
        statuses=(given["status"],) if "status" in given else (),
        since=days["since"],
        until=days["until"],
        team=team,
        post_mortem=post_mortem,
        near_miss=True if "nearmiss" in given else None,
        sort=sort or Sort.NEWEST,
    )
    return Asked(path, given, wanted, query.get("page", "")[:_MOST])
