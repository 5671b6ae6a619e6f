"""What the frames tell that a crowd got: how long keystrokes took, and whether all have the same.

Done when nobody types any more. Every writer's frames are applied, in the order in which they came,
to a document of that writer's own: what its page would show.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bench.collab.crowd import Writer
from pycrdt import Doc, Text

Clocks = dict[int, int]


class Reckoned(NamedTuple):
    """`late` are seconds from each keystroke to each of the others, in no order."""

    late: array[float]
    identical: bool
    complete: bool


def reckoned(rooms: Iterable[Sequence[Writer]], stand: dict[int, bytes]) -> Reckoned:
    """`stand` are the documents as the server tells somebody who comes now, by number."""
    late, identical, complete = array("d"), True, True
    for room in rooms:
        _time(room, late)
        shown = {_shown(stand[room[0].number], ())}
        for each in room:
            shown.add(_shown(each.welcome, [data for _, data in each.got]))
        identical &= len(shown) == 1
        last = clocks(_applied(stand[room[0].number], ()).get_state())
        complete &= all(
            last.get(each.client, 0) == max(each.typed, default=0) and each.acknowledged == each.seq
            for each in room
        )
    return Reckoned(late, identical, complete)


def _time(room: Sequence[Writer], late: array[float]) -> None:
    doc: Doc[Text] = Doc()
    doc.apply_update(room[0].welcome)
    before = clocks(doc.get_state())
    told: dict[bytes, list[tuple[int, float]]] = {}
    typed = {each.client: each.typed for each in room}
    for each in room:
        for at, data in each.got:
            if data not in told:
                doc.apply_update(_update(data)) if _update(data) else None
                after = clocks(doc.get_state())
                told[data] = [
                    (client, typed[client][clock])
                    for client, until in after.items() if client in typed
                    for clock in range(before.get(client, 0) + 1, until + 1)
                ]  # fmt: skip
                before = after
            late.extend(at - began for client, began in told[data] if client != each.client)


def _shown(welcome: bytes, got: Iterable[bytes]) -> tuple[object, ...]:
    """All that somebody has on the screen, and what they have seen."""
    doc = _applied(welcome, got)
    texts = {name: str(doc.get(name, type=Text)) for name in sorted(doc.keys())}
    return (*sorted(clocks(doc.get_state()).items()), *texts.items())


def _applied(welcome: bytes, got: Iterable[bytes]) -> Doc[Text]:
    doc: Doc[Text] = Doc()
    doc.apply_update(welcome)
    for each in got:
        if update := _update(each):
            doc.apply_update(update)
    return doc


def _update(data: bytes) -> bytes:
    return data[5 + int.from_bytes(data[1:5], "big") :]


def clocks(state: bytes) -> Clocks:
    """A state vector: how far each client's own changes go."""
    numbers, value, shift = [], 0, 0
    for byte in state:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(value)
            value = shift = 0
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))
