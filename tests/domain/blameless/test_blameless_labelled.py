"""Precision and recall on the labelled sentences, held-out ones above all."""

from __future__ import annotations

import pytest
from tests.domain.blameless.measure import (
    Labelled,
    Score,
    labelled,
    labelled_by_reference,
    score,
    score_by_rule,
    split_of,
    tuned,
)

LEAST = 0.85


def _show(title: str, result: Score) -> None:
    print(f"{title:42} P {result.precision:.3f} R {result.recall:.3f} {tuple(result)}")


def _of(rows: list[Labelled], split: str) -> list[Labelled]:
    return [row for row in rows if row.split == split]


def test_the_set_is_large_enough_and_split_by_hash() -> None:
    rows = labelled()
    real = [row for row in rows if row.origin != "constructed"]
    assert len(real) >= 400
    assert len({row.id for row in rows}) == len(rows)
    constructed = [row for row in rows if row.origin == "constructed"]
    assert [row.id for row in constructed if row.split != split_of(row.sentence)] == []


@pytest.mark.parametrize("split", ["dev", "held-out"])
def test_precision_and_recall(split: str) -> None:
    rows = _of(labelled(), split)
    real = [row for row in rows if row.origin != "constructed"]
    for title, part in (("real", real), ("all", rows)):
        result = score(part)
        _show(f"{split}, {title}", result)
        assert result.precision >= LEAST
        assert result.recall >= LEAST
    for rule, result in score_by_rule(rows).items():
        _show(f"{split}, {rule}", result)


def test_precision_and_recall_on_reports_that_may_not_be_copied() -> None:
    rows = labelled_by_reference()
    if not rows:
        pytest.skip("the reports are not at hand: set HANSEI_DATA to the data folder")
    for split in ("dev", "held-out"):
        result = score(_of(rows, split))
        _show(f"{split}, by reference", result)
        assert result.precision >= LEAST
        assert result.recall >= LEAST


def test_the_sentences_that_the_rules_were_tuned_on_stay_right() -> None:
    result = score(tuned())
    _show("tuned", result)
    assert result.precision >= 0.95
    assert result.recall >= 0.95
