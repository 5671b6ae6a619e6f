"""How well one draft agrees with the truth of its case. Every measure is plain counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

from bench.synth.match import Gold, GoldRecord, instant, resolve
from bench.synth.model import MILESTONES

CLOCK_TOLERANCE_S = 10.0


def milestones(truth: dict[str, Any], draft: dict[str, Any]) -> list[dict[str, Any]]:
    """One row per milestone: `error_s` from the nearest instant that the truth accepts.

    `outcome` is found, missed, invented (the records cannot tell), absent (rightly null) or
    unscored. `inside`: the truth lies within the tool's own window.
    """
    rows = []
    given = draft.get("milestones") or {}
    for name in MILESTONES:
        gold, mine = truth["milestones"][name], given.get(name)
        at = instant(mine.get("at")) if isinstance(mine, dict) else None
        row: dict[str, Any] = {"milestone": name, "error_s": None, "inside": None}
        if name in truth["unscored_milestones"]:
            row["outcome"] = "unscored"
        elif gold is None:
            row["outcome"] = "absent" if at is None else "invented"
        elif at is None or not isinstance(mine, dict):
            row["outcome"] = "missed"
        else:
            right = [instant(text) or 0.0 for text in (gold["at"], *gold["accepted"])]
            row |= {"outcome": "found", "error_s": min(abs(at - one) for one in right)}
            row["inside"] = any(_inside(one, at, mine) for one in right)
        rows.append(row)
    return rows


def _inside(gold: float, at: float, mine: dict[str, Any]) -> bool:
    earliest, latest = instant(mine.get("earliest")), instant(mine.get("latest"))
    least = at if earliest is None else earliest
    most = at if latest is None else latest
    return least - 1 <= gold <= most + 1


def matched(gold: Gold, draft: dict[str, Any]) -> list[tuple[dict[str, Any], list[GoldRecord]]]:
    """Each event of the draft with the truth's records in it."""
    events = draft.get("events") or []
    return [(event, resolve(gold, event)) for event in events if isinstance(event, dict)]


def merging(gold: Gold, events: list[tuple[dict[str, Any], list[GoldRecord]]]) -> dict[str, int]:
    """Pairs of records of one happening: joined rightly, joined wrongly, left apart.

    A pair with a repeat of the same happening counts neither way, nor does a pair of noise.
    """
    right: set[tuple[int, int]] = set()
    wrong = 0
    for _, records in events:
        by_happening: dict[str, list[int]] = defaultdict(list)
        sizes: Counter[str] = Counter()
        for record in records:
            sizes[record.happening] += 1
            if record.required and record.happening:
                by_happening[record.happening].append(record.index)
        for members in by_happening.values():
            right.update(combinations(sorted(members), 2))
        total = sum(sizes.values())
        wrong += (total * total - sum(size * size for size in sizes.values())) // 2
    sightings = Counter(one.happening for one in gold.records if one.happening and one.required)
    pairs = sum(size * (size - 1) // 2 for size in sightings.values())
    return {"right": len(right), "wrong": wrong, "apart": pairs - len(right)}


def ordering(
    truth: dict[str, Any], events: list[tuple[dict[str, Any], list[GoldRecord]]]
) -> dict[str, int]:
    """Pairs of happenings in the truth's order and against it, and how many happenings appear.

    Kendall's tau is (agree - against) / pairs. A happening stands where its first event stands.
    """
    stands: dict[str, float] = {}
    for event, records in events:
        at = instant(event.get("at"))
        for record in records:
            if at is not None and record.happening and record.required:
                stands[record.happening] = min(at, stands.get(record.happening, at))
    happened = [
        (instant(one["at"]) or 0.0, stands[one["key"]])
        for one in truth["timeline"]
        if one["key"] in stands
    ]
    agree = against = 0
    # At most some sixty happenings a case, so comparing all pairs is cheap.
    for (first, mine), (second, other) in combinations(sorted(happened), 2):
        if first == second:
            continue
        agree += mine < other
        against += mine > other
    sighted = sum(1 for one in truth["timeline"] if one["records"])
    pairs = sum(1 for one, two in combinations(happened, 2) if one[0] != two[0])
    return {
        "agree": agree, "against": against, "pairs": pairs,
        "shown": len(stands), "sighted": sighted,
    }  # fmt: skip


def clocks(
    gold: Gold,
    truth: dict[str, Any],
    draft: dict[str, Any],
    events: list[tuple[dict[str, Any], list[GoldRecord]]],
) -> list[dict[str, Any]]:
    """One row per system whose clock can be known: `error_s` of the tool's estimate.

    A source that the tool does not mention counts as an estimate of 0.
    """
    named = _systems_by_source(gold, events)
    estimates: dict[str, list[float]] = defaultdict(list)
    for one in draft.get("clocks") or []:
        offset = one.get("offset_s") if isinstance(one, dict) else None
        if isinstance(offset, int | float):
            source = str(one.get("source"))
            estimates[named.get(source, source)].append(float(offset))
    rows = []
    for clock in truth["clocks"]:
        if not clock["knowable"]:
            continue
        offset = clock["offset_s"]
        # A tool may split a system by file; the file that it thinks most wrong speaks.
        mine = max(estimates.get(clock["system"], [0.0]), key=abs)
        error = abs(mine - offset)
        rows.append(
            {
                "system": clock["system"],
                "kind": clock["kind"],
                "offset_s": offset,
                "estimate_s": mine,
                "error_s": error,
                "right": error <= CLOCK_TOLERANCE_S,
            }
        )
    return rows


def _systems_by_source(
    gold: Gold, events: list[tuple[dict[str, Any], list[GoldRecord]]]
) -> dict[str, str]:
    """Which of the truth's systems a tool's source name stands for, by the places it names."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for event, records in events:
        names = [str(name).split(":", 1)[0] for name in event.get("records") or []]
        places = event.get("places") or []
        if len(names) == len(places) > 0:
            for source, place in zip(names, places, strict=True):
                system = gold.system_at(place)
                if system:
                    votes[source][system] += 1
        elif len({record.system for record in records}) == 1:
            votes[str(event.get("source"))][records[0].system] += 1
    return {source: count.most_common(1)[0][0] for source, count in votes.items()}
