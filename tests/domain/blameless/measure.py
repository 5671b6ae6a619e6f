"""The labelled sentences, and precision and recall over them."""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hansei.domain.blameless import check_sentence
from hansei.domain.blameless.prose import sentences

HERE = Path(__file__).parent
DATA = Path(os.environ.get("HANSEI_DATA", HERE.parents[2].parent / "shared" / "data"))


class Labelled(NamedTuple):
    id: str
    split: str
    origin: str
    labels: frozenset[str]
    sentence: str


class Score(NamedTuple):
    """Counts of sentences: rightly marked, wrongly marked, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def split_of(sentence: str) -> str:
    return "held-out" if hashlib.sha256(sentence.encode()).digest()[0] % 2 else "dev"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _labels(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) - {"none"}


def labelled() -> list[Labelled]:
    return [
        Labelled(r["id"], r["split"], r["origin"], _labels(r["labels"]), r["sentence"])
        for r in _rows("labelled.tsv")
    ]


def tuned() -> list[Labelled]:
    """Sentences written while tuning: they guard against slipping back and measure nothing."""
    return [
        Labelled(str(n), "dev", "constructed", _labels(r["label"]), r["sentence"])
        for n, r in enumerate(_rows("tuned.tsv"))
    ]


def labelled_by_reference() -> list[Labelled]:
    """The sentences of reports that may not be copied; empty where the reports are absent."""
    wanted = {r["sha256"]: r for r in _rows("labelled-by-reference.tsv")}
    found: dict[str, Labelled] = {}
    for origin in sorted({r["origin"] for r in wanted.values()}):
        path = DATA / "postmortems" / origin
        if not path.exists():
            continue
        for sentence in sentences(path.read_text(encoding="utf-8", errors="replace")):
            text = " ".join(sentence.text.split())
            row = wanted.get(hashlib.sha256(text.encode()).hexdigest())
            if row:
                labels = _labels(row["labels"])
                found[row["id"]] = Labelled(row["id"], row["split"], origin, labels, text)
    return list(found.values())


def marked(sentence: str) -> frozenset[str]:
    return frozenset(remark.rule.id for remark in check_sentence(sentence))


def score(rows: Iterable[Labelled]) -> Score:
    """Any blame against none, by sentence."""
    counts: Counter[tuple[bool, bool]] = Counter(
        (bool(row.labels), bool(marked(row.sentence))) for row in rows
    )
    return Score(counts[True, True], counts[False, True], counts[True, False])


def score_by_rule(rows: Iterable[Labelled]) -> dict[str, Score]:
    tallies: dict[str, Counter[str]] = {}
    for row in rows:
        here = marked(row.sentence)
        for rule in here | row.labels:
            kind = "wrong" if rule not in row.labels else "right" if rule in here else "missed"
            tallies.setdefault(rule, Counter())[kind] += 1
    return {
        rule: Score(tally["right"], tally["wrong"], tally["missed"])
        for rule, tally in sorted(tallies.items())
    }
