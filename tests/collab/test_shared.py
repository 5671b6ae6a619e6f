"""Rooms and browsers end with the same text, whatever is sent in whatever order."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from hansei.collab.merging import Edit
from hansei.collab.shared import Malformed, SharedDocument, together

_ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["type", "erase", "send", "cut", "return"]),
        st.integers(0, 10_000),
    ),
    max_size=40,
)


class _Browser:
    """Types, sends what it typed in order, and takes what the room sends while it is there."""

    def __init__(self) -> None:
        self.doc: Doc[Any] = Doc()
        self.text = self.doc.get("t0", type=Text)
        self.unsent: list[bytes] = []
        self.there = True
        self.taking = False
        self.doc.observe(lambda event: None if self.taking else self.unsent.append(event.update))

    def take(self, update: bytes) -> None:
        self.taking = True
        self.doc.apply_update(update)
        self.taking = False


def _send(room: SharedDocument, browsers: list[_Browser], each: _Browser) -> None:
    for update in each.unsent:
        room.apply(update)
        for other in browsers:
            if other.there:
                other.take(update)
    each.unsent.clear()


def _return(room: SharedDocument, browsers: list[_Browser], each: _Browser) -> None:
    each.there = True
    each.take(room.since(each.doc.get_state()))
    each.unsent = [each.doc.get_update(room.state())]
    _send(room, browsers, each)


@given(_ACTS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_everybody_ends_with_the_same_text(acts: list[tuple[int, str, int]]) -> None:
    room, browsers = SharedDocument(), [_Browser() for _ in range(3)]
    room.know(["t0"])
    typed = 0
    for number, act, place in acts:
        each = browsers[number]
        if act == "type":
            typed += 1
            each.text.insert(place % (len(each.text) + 1), f"{number}")
        elif act == "erase" and len(each.text):
            del each.text[place % len(each.text)]
        elif act == "send" and each.there:
            _send(room, browsers, each)
        elif act == "cut":
            each.there = False
        elif act == "return":
            _return(room, browsers, each)
    for each in browsers:
        _return(room, browsers, each)
    texts = {str(each.text) for each in browsers} | {room.text("t0")}
    assert len(texts) == 1
    assert SharedDocument([room.since()]).text("t0") == room.text("t0")


@pytest.mark.parametrize("bad", [b"", b"\x00", b"\xff" * 30, b"\x01\x01\x01\x00garbage"])
def test_what_is_no_update_is_refused_and_changes_nothing(bad: bytes) -> None:
    room = SharedDocument()
    room.edit("t0", [Edit(0, 0, "Kept")])
    with pytest.raises(Malformed):
        room.apply(bad)
    assert room.text("t0") == "Kept"


@given(st.binary(max_size=60))
def test_noise_is_refused_or_harmless(noise: bytes) -> None:
    room = SharedDocument()
    room.edit("t0", [Edit(0, 0, "Kept")])
    with suppress(Malformed):
        room.apply(noise)
    assert room.text("t0") == "Kept"


def test_places_count_characters_whatever_they_are() -> None:
    room = SharedDocument()
    room.edit("t0", [Edit(0, 0, "é😀 naïve")])
    room.edit("t0", [Edit(3, 8, "wise"), Edit(1, 2, "🙂")])
    assert room.text("t0") == "é🙂 wise"


def test_an_update_names_the_texts_that_it_changes() -> None:
    room, other = SharedDocument(), SharedDocument()
    room.know(["t0", "t1"])
    other.edit("t1", [Edit(0, 0, "Here")])
    update = other.since()
    assert room.apply(update) == {"t1"}
    assert room.apply(update) == frozenset()
    assert together([update, update]) in (update, together([update]))
