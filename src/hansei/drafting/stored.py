"""All records of an incident as drafting asks for them: those in the store and those at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Max, Min, QuerySet

from hansei.domain.event import Record
from hansei.domain.records import Teller
from hansei.sources import registry
from hansei.sources.spool import Gathered
from hansei.timeline.encoding import decoded
from hansei.timeline.models import Import
from hansei.timeline.models import Record as Row

_CHUNK = 2000


class WithStored:
    """What was gathered just now, and the records of earlier imports (`domain.records.Records`).

    A record that both have comes twice, as one that two files hold does.
    """

    def __init__(self, gathered: Gathered, imports: Iterable[Import]) -> None:
        self._gathered = gathered
        self._rows = Row.objects.filter(batch__in=list(imports))
        self._tells = Teller({each.name: int(each.clock) for each in registry.sources()})

    @property
    def count(self) -> int:
        return self._gathered.count + self._rows.count()

    def span(self) -> tuple[datetime, datetime] | None:
        bounds = self._rows.aggregate(first=Min("at"), last=Max("at"))
        times = [each for each in bounds.values() if each is not None]
        times += self._gathered.span() or ()
        return (min(times), max(times)) if times else None

    def telling(self) -> Sequence[Record]:
        return [*self._gathered.telling(), *filter(self._tells, _read(self._rows))]

    def between(self, start: datetime, end: datetime) -> Iterator[Record]:
        yield from self._gathered.between(start, end)
        yield from _read(self._rows.filter(at__gte=start, at__lte=end))


def _read(rows: QuerySet[Row]) -> Iterator[Record]:
    columns = rows.order_by("pk").values_list("reading", "place")
    for reading, place in columns.iterator(chunk_size=_CHUNK):
        yield decoded(reading, place)
