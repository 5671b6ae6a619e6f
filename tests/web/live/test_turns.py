"""Turns are taken in order, slow ones stop to count, and who goes away holds none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from hansei.web.live.turns import Turns

NEVER = 3600.0


def _run(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        await asyncio.wait_for(story(), 20)

    asyncio.run(told())


class _Page:
    """A page that is made until it is told to end."""

    def __init__(self, turns: Turns, name: str, begun: list[str]) -> None:
        self.end = asyncio.Event()
        self.task = asyncio.create_task(self._make(turns, name, begun))

    async def _make(self, turns: Turns, name: str, begun: list[str]) -> None:
        async with turns.turn():
            begun.append(name)
            await self.end.wait()

    async def over(self) -> None:
        self.end.set()
        await self.task
        await _settled()


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_one_after_the_other_in_the_order_of_coming() -> None:
    async def story() -> None:
        turns = Turns(at_once=1, most=8, patience=NEVER)
        begun: list[str] = []
        pages = [_Page(turns, name, begun) for name in "abc"]
        await _settled()
        assert begun == ["a"]
        assert turns.waiting == 2
        await pages[0].over()
        assert begun == ["a", "b"]
        late = _Page(turns, "d", begun)
        await pages[1].over()
        await pages[2].over()
        await late.over()
        assert begun == ["a", "b", "c", "d"]
        assert turns.waiting == 0

    _run(story)


def test_a_slow_one_stops_to_count_and_most_run_in_all() -> None:
    async def story() -> None:
        turns = Turns(at_once=1, most=2, patience=0.0)
        begun: list[str] = []
        slow, second, third = (_Page(turns, name, begun) for name in "abc")
        while len(begun) < 2:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.01)
        assert begun == ["a", "b"]  # the third waits: two run, however slow they are
        await second.over()
        assert begun == ["a", "b", "c"]
        await slow.over()
        await third.over()

    _run(story)


@pytest.mark.parametrize("at_once", [1, 2])
def test_who_goes_away_holds_no_turn(at_once: int) -> None:
    async def story() -> None:
        turns = Turns(at_once=at_once, most=8, patience=NEVER)
        begun: list[str] = []
        pages = [_Page(turns, str(number), begun) for number in range(at_once + 2)]
        await _settled()
        gone = pages[at_once]
        gone.task.cancel()
        await _settled()
        assert gone.task.cancelled()
        for each in (*pages[:at_once], pages[-1]):
            await each.over()
        assert begun == [*map(str, range(at_once)), str(at_once + 1)]
        after = _Page(turns, "after", begun)
        await after.over()
        assert begun[-1] == "after"

    _run(story)


def test_who_goes_away_just_as_the_turn_comes_gives_it_back() -> None:
    async def story() -> None:
        turns = Turns(at_once=1, most=8, patience=NEVER)
        begun: list[str] = []
        first, second, third = (_Page(turns, name, begun) for name in "abc")
        await _settled()
        first.end.set()
        await first.task  # the second has its turn now, and has not woken yet
        second.task.cancel()
        await _settled()
        assert second.task.done()
        await third.over()
        assert begun[-1] == "c"
        assert turns.waiting == 0

    _run(story)


def test_a_failure_ends_its_turn() -> None:
    async def story() -> None:
        turns = Turns(at_once=1, most=8, patience=NEVER)
        with pytest.raises(ZeroDivisionError):
            async with turns.turn():
                raise ZeroDivisionError
        async with turns.turn():
            assert turns.waiting == 0

    _run(story)
