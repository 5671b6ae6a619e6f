"""Did it work? Incidents before and after something landed, compared, and said in plain words.

Both stretches are counted over their days. The incidents that an action was made for are left out:
without them there would be no action, and counting them would make every action look as if it had
worked. What is left of a stretch that was chosen for one incident is as good as any other (a
Poisson process without a point of it is the same process); the tests hold the verdict "rarer" to
its 2.5 % where nothing changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec

from hansei.domain.learning.durations import LEAST_FOR_INTERVAL, DurationChange, duration_change
from hansei.domain.learning.rates import RateRatio, Stretch, Verdict, rate_ratio

BEFORE_DAYS = 365
"""How far back the comparison looks, where the store remembers as much."""
_DAY = 86_400.0
_NEAR = 0.05


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One incident. Durations in seconds, None where a milestone is unknown or they make no sense.

    `impact` is from its beginning to its end.
    """

    id: int
    at: datetime
    title: str = ""
    detect: float | None = None
    resolve: float | None = None
    impact: float | None = None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Before and after `landed`: from `since` to `until`.

    `left_out` counts the incidents that it was made for. `rate` is None where one of the stretches
    has no length. Nothing was observed after `watched`, None where somebody still watches: the
    stretch ends there.
    """

    since: datetime
    landed: datetime
    until: datetime
    left_out: int = 0
    rate: RateRatio | None = None
    detect: DurationChange
    resolve: DurationChange
    watched: datetime | None = None


class Said(msgspec.Struct, frozen=True):
    """A finding in words: the sentence to read first, and those with its numbers."""

    verdict: Verdict
    headline: str
    details: tuple[str, ...] = ()


def compared(
    incidents: Iterable[Happened], *, landed: datetime, since: datetime, until: datetime,
    left_out: Collection[int] = (), watched: datetime | None = None,
) -> Comparison:  # fmt: skip
    """Compares the incidents after `since` and before `landed` with those from then to `until`.

    Where the store's memory begins with an incident, `since` is its time: it is not counted, as it
    stands at the end of the stretch by construction. So is the one with which an archive ends, at
    `watched`: the second stretch ends there, and is none where nothing had landed yet.
    """
    is_cut = watched is not None and watched < until
    until = watched if watched is not None and is_cut else until
    inside = [
        each
        for each in incidents
        if since < each.at and (each.at < until or (each.at == until and not is_cut))
    ]
    counted = [each for each in inside if each.id not in left_out]
    before = [each for each in counted if each.at < landed]
    after = [each for each in counted if each.at >= landed]
    days = (landed - since).total_seconds() / _DAY, (until - landed).total_seconds() / _DAY
    rate = None
    if min(days) > 0:
        rate = rate_ratio(Stretch(len(before), days[0]), Stretch(len(after), days[1]))
    return Comparison(
        since=since,
        landed=landed,
        until=until,
        left_out=len(inside) - len(counted),
        rate=rate,
        detect=duration_change(_known(each.detect for each in before),
                               _known(each.detect for each in after)),
        resolve=duration_change(_known(each.resolve for each in before),
                                _known(each.resolve for each in after)),
        watched=until if is_cut else None,
    )  # fmt: skip


def said_of_rate(found: RateRatio | None, watched: datetime | None = None) -> Said:
    """Whether incidents became rarer, in words; nothing was observed after `watched`."""
    ended = () if watched is None else (_ended(watched),)
    if found is None and watched is not None:
        return Said(Verdict.TOO_FEW, "Nothing was observed since it landed", ended)
    if found is None:
        return Said(Verdict.TOO_FEW, "There is nothing to compare yet")
    said = _said_of_rate(found)
    return Said(said.verdict, said.headline, (*said.details, *ended))


def _said_of_rate(found: RateRatio) -> Said:
    before, after = found.before, found.after
    counts = (
        f"{_incidents(after.count)} in {_days(after.exposure)} since,"
        f" {before.count or 'none'} in {_days(before.exposure)} before."
    )
    if found.verdict is Verdict.TOO_FEW:
        return Said(found.verdict, _undecided(found), (counts, *_needed(found.more)))
    times = "" if found.ratio is None else f": about {as_often(found.ratio)}"
    word = "rarer" if found.verdict is Verdict.BETTER else "more frequent"
    return Said(found.verdict, f"Incidents became {word}{times}", (counts, _bounds(found)))


def said_of_duration(found: DurationChange, what: str) -> Said:
    """Whether `what` ("detection", "resolution") became quicker, in words."""
    n, m = found.before.n, found.after.n
    counts = f"Known for {n} before and {m} since."
    if found.ratio is None or found.verdict is Verdict.TOO_FEW:
        headline = f"It cannot be told whether {what} became quicker"
        least = f"It takes {LEAST_FOR_INTERVAL} on either side to compare."
        needed = (least,) if found.ratio is None else _needed(found.more)
        return Said(Verdict.TOO_FEW, headline, (counts, *needed))
    quicker = found.verdict is Verdict.BETTER
    share = _percent(found.ratio) if quicker else f"{found.ratio:.1f} times"
    headline = f"{what.capitalize()} became {'quicker' if quicker else 'slower'}"
    typical = f"it typically takes about {share} of the time that it took"
    if not quicker:
        typical = f"it typically takes about {share} as long"
    return Said(found.verdict, f"{headline}: {typical}", (counts,))


def as_often(ratio: float) -> str:
    """A ratio of rates as people say it: "half as often", "2.5 times as often"."""
    if ratio < 1 - _NEAR:
        halves = {0.25: "a quarter", 0.33: "a third", 0.5: "half", 0.67: "two thirds"}
        near = min(halves, key=lambda each: abs(each - ratio))
        close = abs(near - ratio) < _NEAR / 2
        return f"{halves[near] if close else _percent(ratio)} as often"
    return "as often" if ratio <= 1 + _NEAR else f"{ratio:.1f} times as often"


def _ended(watched: datetime) -> str:
    return (
        f"Nothing was observed after {watched.date()}, where an archive ends: what came later is"
        " not counted."
    )


def _undecided(found: RateRatio) -> str:
    total = found.before.count + found.after.count
    if total == 0:
        return "No incident before and none since: nothing tells whether it worked"
    if found.ratio is None:
        return "None before, so nothing tells whether they became rarer or not"
    if found.ratio == 0:
        return "None since it landed, but too few before to rule out luck"
    direction = "Rarer" if found.ratio < 1 - _NEAR else "More frequent"
    if abs(found.ratio - 1) <= _NEAR:
        return "As often as before, as far as so few incidents can tell"
    return f"{direction} so far ({as_often(found.ratio)}), but that may be chance"


def _needed(more: int | None) -> tuple[str, ...]:
    if more is None:
        return ("No reasonable number of further incidents would tell.",)
    need = _incidents(more, "more")
    return (f"If the change is as large as it looks, about {need} would show it.",)


def _bounds(found: RateRatio) -> str:
    high = "no upper bound" if found.high is None else f"{found.high:.2f}"
    return f"The true ratio lies between {found.low:.2f} and {high} with 95 % confidence."


def _incidents(count: int, more: str = "") -> str:
    name = f"{more} incident".strip()
    return f"{f'{count:,}' if count else 'No'} {name}{'' if count == 1 else 's'}"


def _days(days: float) -> str:
    whole = round(days)
    return "less than a day" if whole < 1 else f"{whole:,} day{'' if whole == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _known(values: Iterable[float | None]) -> list[float]:
    return [each for each in values if each is not None]
