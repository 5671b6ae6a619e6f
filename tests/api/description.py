"""The API's own description, which takes long to make."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from hansei.api.application import schema


def description() -> dict[str, Any]:
    """A copy of the description, made once in a process."""
    copy: dict[str, Any] = json.loads(_text())
    return copy


@cache
def _text() -> str:
    return json.dumps(schema())
