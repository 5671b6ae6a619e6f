"""The severities that incidents have, as they are written."""

from __future__ import annotations

from django.db import connection

_EACH = """WITH RECURSIVE given (severity) AS (
  SELECT min(severity) FROM timeline_incident
  UNION ALL
  SELECT (SELECT min(following.severity) FROM timeline_incident AS following
          WHERE following.severity > given.severity)
  FROM given WHERE severity IS NOT NULL
) SELECT severity FROM given WHERE severity IS NOT NULL"""
"""From one to the next along the index: DISTINCT walks through the index of all incidents."""


def written_severities() -> list[str]:
    """Every different one, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH)
        return [severity for (severity,) in cursor.fetchall()]
