"""How often intervals hold the truth, and verdicts claim what is not so.

    python -m bench.calibration --draws 2000

A 95 % interval should hold it 93 to 97 % of the time; without a change, "better" may be said of at
most 2.5 %, which is one side of 5 %.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping

import numpy

from hansei.domain.learning.durations import duration_change, mean_interval
from hansei.domain.learning.rates import Stretch, Verdict, rate_ratio

_Draw = Callable[[numpy.random.Generator, int], numpy.ndarray]
SHAPES: Mapping[str, tuple[_Draw, float]] = {
    "log-normal, sigma 0.8": (lambda chance, size: chance.lognormal(0, 0.8, size), math.exp(0.32)),
    "log-normal, sigma 1.0": (lambda chance, size: chance.lognormal(0, 1.0, size), math.exp(0.5)),
    "log-normal, sigma 1.5": (lambda chance, size: chance.lognormal(0, 1.5, size), math.exp(1.125)),
    "gamma, shape 0.5": (lambda chance, size: chance.gamma(0.5, 1, size), 0.5),
    "Weibull, shape 0.6": (lambda chance, size: chance.weibull(0.6, size), math.gamma(1 + 1 / 0.6)),
}
SIZES = (10, 30, 60, 100, 101, 300, 1000, 4000)


def covered(draw: _Draw, truth: float, size: int, draws: int, seed: int = 5) -> float:
    """The share of intervals that hold the true mean, of those that there are."""
    chance = numpy.random.default_rng(seed)
    found = [mean_interval(draw(chance, size)) for _ in range(draws)]
    told = [each for each in found if each is not None]
    return sum(each.low <= truth <= each.high for each in told) / len(told)


def called_shorter(size: int, draws: int, seed: int = 6) -> float:
    """How often durations are called shorter that come from one log-normal distribution."""
    chance = numpy.random.default_rng(seed)
    found = (
        duration_change(chance.lognormal(0, 1, size), chance.lognormal(0, 1, size)).verdict
        for _ in range(draws)
    )
    return sum(each is Verdict.BETTER for each in found) / draws


def of_rates(rate: float, ratio: float, draws: int, seed: int = 7) -> tuple[float, float]:
    """How often a rate ratio's interval holds it, and how often fewer are called better."""
    chance = numpy.random.default_rng(seed)
    held = better = 0
    for _ in range(draws):
        before, after = chance.poisson(rate), chance.poisson(rate * ratio)
        found = rate_ratio(Stretch(int(before), 1.0), Stretch(int(after), 1.0))
        held += found.low <= ratio and (found.high is None or ratio <= found.high)
        better += found.verdict is Verdict.BETTER
    return held / draws, better / draws


def main() -> None:
    """Prints all three."""
    parser = argparse.ArgumentParser(prog="python -m bench.calibration", description=__doc__)
    parser.add_argument("--draws", type=int, default=2000)
    draws = parser.parse_args().draws
    print("mean of durations, how often 95 % hold it")
    print(f"  {'':24}" + "".join(f"{size:8}" for size in SIZES))
    for name, (draw, truth) in SHAPES.items():
        shares = (covered(draw, truth, size, draws) for size in SIZES)
        print(f"  {name:24}" + "".join(f"{100 * each:7.1f}%" for each in shares))
    print("durations without a change, how often called shorter")
    for size in (5, 10, 30):
        print(f"  {size:4} before and after {100 * called_shorter(size, draws // 4):6.1f}%")
    print("rates, how often 95 % hold the ratio, and how often called better")
    for rate, ratio in ((3, 1.0), (10, 1.0), (40, 1.0), (10, 0.5), (40, 0.5)):
        held, better = of_rates(rate, ratio, draws)
        print(f"  {rate:3} before, ratio {ratio}: {100 * held:6.1f}% {100 * better:6.1f}%")


if __name__ == "__main__":
    main()
