"""A server killed at any instant while somebody writes has lost no change that it acknowledged.

HANSEI_KILLS sets how many instants are tried.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from tests.browser.elsewhere import Elsewhere
from tests.browser.served import Served, free_port
from tests.store.conftest import store  # noqa: F401 - a fixture

_KILLS = int(os.environ.get("HANSEI_KILLS", "6")) // 2 or 1
_LONGEST = 1.5
_EDITS = 400


@dataclass
class Writing:
    """Edits one after another: those that were acknowledged, and the one under way."""

    desk: Elsewhere
    first: int
    acknowledged: list[str] = field(default_factory=list)
    tried: str = ""
    begun: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Writes until the server is gone."""
        with suppress(OSError, urllib.error.URLError, AssertionError):
            for number in range(self.first, self.first + _EDITS):
                self.tried = f"Edit {number} " + "of a section that is long enough. " * 40
                self.desk.write(self.tried)
                self.acknowledged.append(self.tried)
                self.begun.set()


@pytest.fixture
def served(store: str) -> Iterator[Served]:  # noqa: F811
    found = Served(store, free_port())
    found.start()
    yield found
    found.stop()


def test_no_acknowledged_edit_is_lost(served: Served) -> None:
    served.hansei("draft", "examples/checkout-outage", "--quiet", "--format", "json")
    desk = Elsewhere(served, served.session("writer", "contributor"))
    desk.write("Begun.")
    chance = random.Random(11)
    acknowledged, known = 0, "Begun."
    for kill in range(_KILLS):
        writing = Writing(desk, kill * _EDITS)
        writer = threading.Thread(target=writing.run)
        writer.start()
        time.sleep(_LONGEST * (kill + chance.random()) / _KILLS)
        if kill == _KILLS - 1:
            writing.begun.wait(60)  # a busy machine may have acknowledged nothing so far
        served.stop(signal.SIGKILL)
        writer.join(60)
        assert not writer.is_alive()
        served.start()
        known = writing.acknowledged[-1] if writing.acknowledged else known
        stands = desk.text()
        assert stands.strip() in {known.strip(), writing.tried.strip()}
        known = stands
        acknowledged += len(writing.acknowledged)
    assert acknowledged > 0
    served.hansei("audit", "verify")  # fails where the trail is not whole
