"""The conditions of `postmortem.access` as SQL that is written once.

Every list, count and search asks them. Composed of the ORM's expressions they took a third of a
page's time: to build and to compile, not to answer.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, Value
from django.db.models.sql.compiler import SQLCompiler

_HIDDEN = """post_mortem_told.restricted AND NOT EXISTS (
  SELECT 1 FROM postmortem_grant AS grant_told
  WHERE grant_told.post_mortem_id = post_mortem_told.id AND grant_told.user_id = {user})"""
_OPEN_INCIDENT = """NOT EXISTS (
  SELECT 1 FROM postmortem_postmortem_incidents AS link_told
  JOIN postmortem_postmortem AS post_mortem_told ON post_mortem_told.id = link_told.postmortem_id
  WHERE link_told.incident_id = {key} AND {hidden})"""


class _Open(Func):
    """A condition on a `key` for the account `user`, whose place in `sql` is behind all keys."""

    output_field = BooleanField()
    sql: ClassVar[str]
    users: ClassVar[int] = 1
    """How often `sql` asks for the user."""

    def __init__(self, key: Any, user: Any, **extra: Any) -> None:
        super().__init__(key, user if hasattr(user, "as_sql") else Value(user), **extra)

    def as_sql(  # type: ignore[override]  # the rest of its options make a function's name
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition with the column that `key` is in this query."""
        key, key_params = compiler.compile(self.source_expressions[0])
        user, user_params = compiler.compile(self.source_expressions[1])
        hidden = _HIDDEN.format(user=user)
        used = _OPEN_INCIDENT.format(key="use_told.incident_id", hidden=hidden)
        del connection  # both engines read the same
        sql = self.sql.format(key=key, hidden=hidden, used=used)
        return sql, (*key_params, *user_params * self.users)


class OpenPostMortem(_Open):
    """No restricted post-mortem that does not name the user. The few such are listed once: asking
    each row's own would read the page of its document."""

    sql = """{key} NOT IN (
  SELECT post_mortem_told.id FROM postmortem_postmortem AS post_mortem_told WHERE {hidden})"""


class OpenIncident(_Open):
    """No restricted post-mortem of the incident leaves the user out. Asked of each incident's own:
    a list of all hidden ones grows with the store."""

    sql = _OPEN_INCIDENT


class OpenService(_Open):
    """Some incident of the service is open to the user, or it has none. Those that hidden incidents
    name are listed once, and of these alone one open incident is sought: more than the first
    PostgreSQL would list too, were it asked whether there is any."""

    sql = """({key} NOT IN (
  SELECT use_told.service_id FROM postmortem_postmortem AS post_mortem_told
  JOIN postmortem_postmortem_incidents AS link_told ON link_told.postmortem_id = post_mortem_told.id
  JOIN timeline_incident_services AS use_told ON use_told.incident_id = link_told.incident_id
  WHERE {hidden}
) OR COALESCE((
  SELECT TRUE FROM timeline_incident_services AS use_told
  WHERE use_told.service_id = {key} AND {used} LIMIT 1), FALSE))"""
    users = 2
