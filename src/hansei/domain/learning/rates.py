"""Whether incidents became rarer: the ratio of two rates, with an exact interval.

Counts are taken as Poisson: given `n` incidents in both stretches together, how many fell into the
second one is binomial with probability t2·r / (t1 + t2·r), where r is the ratio of the rates. The
interval for that probability is that of Clopper and Pearson (1934), and with it the one of r; it
covers at least what it says, and more where counts are small. Source of the method: Przyborowski
and Wilenski (1940).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
from scipy import special

CONFIDENCE = 0.95
_MOST_MORE = 100_000


class Verdict(StrEnum):
    """What the data say. `TOO_FEW` is not "no change": it is not knowing."""

    BETTER = "better"
    WORSE = "worse"
    TOO_FEW = "cannot tell"


class Stretch(msgspec.Struct, frozen=True):
    """How often something happened during an exposure, in days, services × days, or requests."""

    count: int
    exposure: float

    @property
    def rate(self) -> float | None:
        """Happenings per unit of exposure; None without exposure."""
        return self.count / self.exposure if self.exposure > 0 else None


class RateRatio(msgspec.Struct, frozen=True, kw_only=True):
    """The rate after divided by the rate before: 0.5 is half as often.

    `ratio` is None where nothing happened before. `low` and `high` bound it at 95 %; `high` is
    None where it has no bound. `p` is two-sided. `more` tells how many further incidents, were the
    observed ratio true, would let a test see it with 80 % power; None where that is beyond telling
    or there is a verdict already.
    """

    before: Stretch
    after: Stretch
    ratio: float | None
    low: float
    high: float | None
    p: float
    verdict: Verdict
    more: int | None = None


def rate_ratio(before: Stretch, after: Stretch) -> RateRatio:
    """Compares two stretches. Raises ValueError for negative counts or no exposure."""
    for each in (before, after):
        if each.count < 0 or not each.exposure > 0:
            raise ValueError("a rate needs a count from 0 on and an exposure above 0")
    total = before.count + after.count
    if total == 0:
        return RateRatio(before=before, after=after, ratio=None, low=0.0, high=None, p=1.0,
                         verdict=Verdict.TOO_FEW)  # fmt: skip
    low, high = clopper_pearson(after.count, total)
    scale = before.exposure / after.exposure
    bounds = low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else None
    share = after.exposure / (before.exposure + after.exposure)
    verdict = _verdict(*bounds)
    ratio = after.count / before.count * scale if before.count else None
    return RateRatio(
        before=before,
        after=after,
        ratio=ratio,
        low=bounds[0],
        high=bounds[1],
        p=binomial_p(after.count, total, share),
        verdict=verdict,
        more=None if verdict is not Verdict.TOO_FEW else more_needed(ratio, share, total),
    )


def clopper_pearson(successes: int, trials: int) -> tuple[float, float]:
    """The exact interval of a share at 95 %, from quantiles of the beta distribution."""
    tail = (1 - CONFIDENCE) / 2
    low, high = 0.0, 1.0
    if successes:
        low = float(special.betaincinv(successes, trials - successes + 1, tail))
    if successes < trials:
        high = float(special.betaincinv(successes + 1, trials - successes, 1 - tail))
    return low, high


def binomial_p(successes: int, trials: int, share: float) -> float:
    """Twice the smaller tail, at most 1: the test that agrees with the interval above."""
    below = float(special.bdtr(successes, trials, share))
    above = float(special.bdtrc(successes - 1, trials, share)) if successes else 1.0
    return min(1.0, 2 * min(below, above))


def power(trials: int, share: float, true_share: float) -> float:
    """How likely a two-sided 5 % test over `trials` incidents sees that `share` is not true.

    Exact: the probability, under `true_share`, of all outcomes that the test rejects.
    """
    tail = (1 - CONFIDENCE) / 2
    low = _last_rejected(trials, share, tail)
    high = trials - _last_rejected(trials, 1 - share, tail)
    seen = float(special.bdtr(low, trials, true_share)) if low >= 0 else 0.0
    if high <= trials:
        seen += float(special.bdtrc(high - 1, trials, true_share))
    return seen


def more_needed(ratio: float | None, share: float, total: int, goal: float = 0.8) -> int | None:
    """How many more incidents until a test has `goal` power, if `ratio` is the truth.

    None where the ratio is not known, or so near 1 that the number would be beyond reason.
    """
    if ratio is None:
        return None
    true_share = share * ratio / (1 - share + share * ratio)
    if abs(true_share - share) < 1e-9:
        return None
    step = max(1, total)
    while power(total + step, share, true_share) < goal:
        step *= 2
        if step > _MOST_MORE:
            return None
    low, high = step // 2, step
    while high - low > 1:
        middle = (low + high) // 2
        if power(total + middle, share, true_share) >= goal:
            high = middle
        else:
            low = middle
    return high


def _last_rejected(trials: int, share: float, tail: float) -> int:
    """The largest count whose lower tail is at most `tail`; -1 where there is none."""
    low, high = -1, trials
    while low < high:
        middle = (low + high + 1) // 2
        if float(special.bdtr(middle, trials, share)) <= tail:
            low = middle
        else:
            high = middle - 1
    return low


def _verdict(low: float, high: float | None) -> Verdict:
    if high is not None and high < 1:
        return Verdict.BETTER
    return Verdict.WORSE if low > 1 else Verdict.TOO_FEW
