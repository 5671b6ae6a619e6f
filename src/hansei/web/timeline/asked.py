"""What a reader wants to see of a timeline: filters that live in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from hansei.domain.event import Event, Kind
from hansei.web.queries import whole

PER_PAGE = 50
_LONGEST = 200
_MOST_PAGES = 99_999


@dataclass(frozen=True)
class Asked:
    """The filters. `noise`: lines set aside are shown too."""

    text: str = ""
    source: str = ""
    kind: Kind | None = None
    key: bool = False
    noise: bool = False
    page: int = 1

    def chosen(self, events: Iterable[Event]) -> list[Event]:
        """The events that fit."""
        words = self.text.casefold().split()
        return [each for each in events if self._fits(each) and _says(each, words)]

    def _fits(self, event: Event) -> bool:
        return (
            (self.noise or not event.noise or (self.key and event.key))
            and (not self.key or event.key)
            and (self.kind is None or event.kind is self.kind)
            and (not self.source or self.source in (event.source, *event.sources))
        )

    def address(self, page: int) -> str:
        """The query of another page with the same filters."""
        values = {
            "q": self.text,
            "source": self.source,
            "kind": self.kind.value if self.kind else "",
            "key": "1" if self.key else "",
            "noise": "1" if self.noise else "",
            "page": str(page) if page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


def asked(given: Mapping[str, str]) -> Asked:
    """The filters as the address has them; what means nothing there is left out."""
    page = whole(given.get("page")) or 1
    kind = given.get("kind", "")
    return Asked(
        text=given.get("q", "").strip()[:_LONGEST],
        source=given.get("source", "")[:_LONGEST],
        kind=Kind(kind) if kind in set(Kind) else None,
        key=given.get("key") == "1",
        noise=given.get("noise") == "1",
        page=min(page, _MOST_PAGES),
    )


def _says(event: Event, words: list[str]) -> bool:
    if not words:
        return True
    said = " ".join((event.id, event.text, event.actor or "", event.service or "")).casefold()
    return all(word in said for word in words)
