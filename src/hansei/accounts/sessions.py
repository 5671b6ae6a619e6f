"""Sessions in the store, read by a query that is composed once: every page begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from hansei.project.compiled import compiled


class SessionStore(db.SessionStore):
    """The framework's own, but for how a session is found."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing where it has ended or never was."""
        key = self.session_key
        rows = _live(self.get_model_class(), key=key, now=timezone.now()) if key else []
        if not rows:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(rows[0])
        return found


@compiled
def _live(model: Any, /, *, key: Any, now: Any) -> QuerySet[Any, str]:
    rows: QuerySet[Any, str] = model.objects.filter(session_key=key, expire_date__gt=now)
    return rows.values_list("session_data", flat=True)
