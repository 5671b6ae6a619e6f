"""Queries that are composed once: the ORM's, with places left open for values.

To compose a query of several conditions and make SQL of it takes the ORM longer than the database
takes to answer. Pages that ask the same of everybody compose once in each process:

    @compiled
    def _open_actions(late: bool, /, *, owner: Any, today: Any) -> QuerySet[Action]:
        found = Action.objects.filter(owner_user=owner)
        return found.filter(due__lt=today) if late else found

    _open_actions(True, owner=7, today=date(2026, 3, 1))      # a list, asked at once

What stands in front decides what the query looks like, and has to be hashable. The rest are open
values: the function gets expressions in their places, to be compared with columns and for nothing
else (they raise TypeError where Python would look into them). It must depend on nothing but what
it is given: neither on the clock nor on the reader's zone or language.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping
from copy import copy
from datetime import date, datetime
from typing import Any, NamedTuple, NoReturn, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    Field,
    Func,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler

_Row = TypeVar("_Row")
_FIELDS: Mapping[type, type[Field[Any, Any]]] = {
    int: BigIntegerField, str: TextField, date: DateField, datetime: DateTimeField,
}  # fmt: skip
_KEYS = (list, tuple)
_NO_KEY = -1


class _Place(NamedTuple):
    """Where a value goes among a statement's parameters, and as what the engine takes it: a value
    of a field, all keys of a list, or the one at `number`."""

    name: str
    field: Field[Any, Any] | None = None
    number: int | None = None

    def filled(self, values: Mapping[str, Any]) -> Any:
        value = values[self.name]
        if self.field is not None:
            return self.field.get_db_prep_value(value, connection=connection)
        if self.number is None:
            return list(value)
        return value[min(self.number, len(value) - 1)] if value else _NO_KEY


class Given(Value):
    """A value that is told when the query is asked: of a type of `_FIELDS`, or a list of keys, of
    which there are up to `most`."""

    def __init__(self, name: str, kind: type, most: int = 0) -> None:
        self.name, self.most = name, most
        field = None if kind in _KEYS else _FIELDS[kind]()
        super().__init__(_Place(name, field), output_field=field)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """A mark in the statement."""
        del compiler, connection
        return "%s", (self.value,)

    def _closed(self, *_: Any) -> NoReturn:
        raise TypeError(f"{self.name} is open: it can be compared with a column only")

    __str__ = __format__ = _closed


class Among(Func):
    """Whether a column is one of the given keys.

    SQLite seeks by a list that is written out, and would go through the table for one that it is
    told as a whole: each statement has room for a power of two of them.
    """

    output_field = BooleanField()

    def __init__(self, column: Any, keys: Given) -> None:
        super().__init__(column)
        self._keys = keys

    def as_sql(  # type: ignore[override]  # the rest of its options make a function's name
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition in the language of the engine."""
        column, before = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*before, _Place(self._keys.name))
        places = tuple(_Place(self._keys.name, number=each) for each in range(self._keys.most))
        return f"{column} IN ({', '.join(['%s'] * len(places))})", (*before, *places)


def compiled(compose: Callable[..., QuerySet[Any, _Row]]) -> Callable[..., list[_Row]]:
    """`compose`, asked for its rows: composed at the first call of each shape, from then on asked
    at once. Values are of the types that `Given` knows, never None; for a number that no column
    holds there are no rows."""
    known: dict[Hashable, _Statement] = {}

    @functools.wraps(compose)
    def rows(*shape: Hashable, **values: Any) -> list[_Row]:
        if not all(map(_is_told, values.values())):
            return []
        return _known(known, compose, shape, values).rows(values)

    return rows


def counted(compose: Callable[..., QuerySet[Any, Any]]) -> Callable[..., int]:
    """The same, asked for how many rows there are."""
    known: dict[Hashable, _Statement] = {}

    @functools.wraps(compose)
    def count(*shape: Hashable, **values: Any) -> int:
        if not all(map(_is_told, values.values())):
            return 0
        return _known(known, compose, shape, values).count(values)

    return count


_MOST = 1000
"""Shapes that one function keeps: were there more, somebody took a value for a shape."""


def _known(
    known: dict[Hashable, _Statement],
    compose: Callable[..., Any],
    shape: tuple[Hashable, ...],
    values: Mapping[str, Any],
) -> _Statement:
    rooms = tuple((name, _room(each)) for name, each in values.items())
    key = (connection.vendor, shape, rooms)
    if (statement := known.get(key)) is None:
        given = {name: Given(name, _kind(values[name]), room) for name, room in rooms}
        if len(known) >= _MOST:
            known.clear()
        statement = known[key] = _statement(compose(*shape, **given))
    return statement


def _room(value: Any) -> int:
    """How many keys a statement for this value has room for."""
    return 1 << max(len(value) - 1, 0).bit_length() if isinstance(value, _KEYS) else 0


def _is_told(value: Any) -> bool:
    """Whether the engines take a number for one: any may stand in an address."""
    return not isinstance(value, int) or abs(value) <= BigIntegerField.MAX_BIGINT


def _kind(value: Any) -> type:
    kind = str if isinstance(value, str) else type(value)  # an enumeration's member is text
    if kind not in _FIELDS and kind not in _KEYS:
        raise TypeError(f"no open value can be a {kind.__name__}")
    return kind


class _Statement(NamedTuple):
    """What is left to do: fill in the values, ask, and make of rows what the query set makes."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        if not self.sql:
            return []
        params = self._params(values)
        compiler = copy(self.compiler)  # which belongs to one thread's connection
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        vars(compiler)["as_sql"] = lambda: (self.sql, params)
        rows: Any = self.queryset._iterable_class
        return [*rows(_Answered(self.queryset, compiler))]

    def count(self, values: Mapping[str, Any]) -> int:
        if not self.sql:
            return 0
        with connection.cursor() as cursor:
            sql = f"SELECT COUNT(*) FROM ({self.sql}) counted"  # noqa: S608
            cursor.execute(sql, self._params(values))
            return int(cursor.fetchone()[0])

    def _params(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(
            each.filled(values) if isinstance(each, _Place) else each for each in self.params
        )


def _statement(queryset: Any) -> _Statement:
    if queryset._prefetch_related_lookups:
        raise TypeError("a compiled query is one query: prefetch for what it gave")
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        sql, params = "", ()
    return _Statement(queryset, compiler, sql, tuple(params))


class _Answered:
    """A query set, as the maker of its rows looks at it, whose compiler has made its statement."""

    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, queryset: Any, compiler: SQLCompiler) -> None:
        self.model, self.db, self._fields = queryset.model, queryset.db, queryset._fields
        self.query = _Query(queryset.query, compiler)


class _Query:
    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query, self._compiler = query, compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        return self._compiler
