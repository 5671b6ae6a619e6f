"""git log in the formats that people export, and what is none."""

from __future__ import annotations

from datetime import UTC

import pytest

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import utc_text
from hansei.sources.base import Context, Item, Reading, Refusal, Sample, Shape
from hansei.sources.deploylog.parse import SOURCE as LOG
from hansei.sources.gitlog.parse import SOURCE

SHA = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
BLOCK = f"commit {SHA}\nAuthor: on-call engineer <oncall@example.com>\nDate:   {{}}\n\n    {{}}\n"


def read(text: str) -> list[Reading | Refusal]:
    return list(SOURCE.parse(Item(text, Place("f")), Context(UTC, "f")))


def one(text: str) -> Record:
    [reading] = read(text)
    assert isinstance(reading, Reading)
    return reading.record


def score(text: str) -> int:
    return SOURCE.recognise(Sample("f.txt", Shape.TEXT, text.splitlines()))


@pytest.mark.parametrize(
    "date",
    ["Sat Mar 1 11:32:07 2025 +0100", "Sat, 1 Mar 2025 11:32:07 +0100", "2025-03-01 11:32:07 +0100",
     "2025-03-01T11:32:07+01:00", "1740825127", "1740825127 +0100", "Sat Mar 1 10:32:07 2025"],
)  # fmt: skip
def test_every_date_form_is_the_same_instant(date: str) -> None:
    text = BLOCK.format(date, "Raise the limit")
    assert score(text) == 100
    assert utc_text(one(text).at) == "2025-03-01T10:32:07Z"


@pytest.mark.parametrize(
    "line",
    [
        f"{SHA}|on-call engineer|2025-03-01T10:32:07Z|Fix: raise the limit",
        f"{SHA}|on-call engineer|oncall@example.com|2025-03-01T10:32:07Z|Fix: raise the limit",
        f"{SHA}\t2025-03-01T10:32:07Z\ton-call engineer\tFix: raise the limit",
        f"{SHA};2025-03-01T10:32:07Z;Fix: raise the limit;on-call engineer",
        f'"{SHA}","on-call engineer","2025-03-01T10:32:07Z","Fix: raise the limit"',
        f"{SHA} - on-call engineer, 2025-03-01 10:32:07 +0000 : Fix: raise the limit",
        f"* {SHA} 2025-03-01 10:32:07 +0000 (HEAD -> main) Fix: raise the limit",
        f"2025-03-01T10:32:07+00:00 {SHA} Fix: raise the limit",
    ],
)
def test_one_line_formats(line: str) -> None:
    record = one(line)
    assert score(line) == 80
    assert utc_text(record.at) == "2025-03-01T10:32:07Z"
    assert record.text == "Commit 1a2b3c4: Fix: raise the limit"
    assert record.refs[:2] == (f"commit:{SHA}", "commit:1a2b3c4")
    assert record.actor in ("on-call engineer", None)


@pytest.mark.parametrize(
    ("subject", "signal"),
    [
        ('Revert "Raise the limit"', Signal.ROLLBACK),
        ("revert: raise the limit", Signal.ROLLBACK),
        ("Rollback to v2", Signal.ROLLBACK),
        ("Reverting clocks are tested", Signal.CHANGE),
        ("Document the rollback", Signal.CHANGE),
        ("Merge branch 'main'", Signal.CHANGE),
    ],
)
def test_reverts_are_rollbacks(subject: str, signal: Signal) -> None:
    record = one(BLOCK.format("2025-03-01T10:32:07Z", subject))
    assert record.signal is signal
    assert not record.noise


def test_a_patch_is_no_message() -> None:
    block = BLOCK.format("2025-03-01T10:32:07Z", "Raise the limit")
    patch = "\ndiff --git a/x b/x\n@@ -1 +1 @@\n     This reverts commit abcdef0.\n"
    assert one(block + patch).signal is Signal.CHANGE


def test_relative_and_missing_dates_are_refused() -> None:
    for text in (BLOCK.format("3 days ago", "Raise the limit"), "1a2b3c4 2 hours ago Raise it"):
        [refusal] = read(text)
        assert isinstance(refusal, Refusal)
        assert "relative date" in refusal.reason
    found = read("1a2b3c4 Raise\n2b3c4d5 Lower\n3c4d5e6 Keep\n")
    assert all(isinstance(each, Refusal) and "no date" in each.reason for each in found)


def test_a_subject_may_hold_what_other_formats_separate_by() -> None:
    assert one(f"{SHA} 2025-03-01 10:32:07 +0000 Build | test; ship; done").text == (
        "Commit 1a2b3c4: Build | test; ship; done"
    )


@pytest.mark.parametrize(
    "line",
    [
        "2025-03-01T10:32:07Z INFO search[6844] request_id=a25360000000 method=GET status=200",
        "2025-03-01T10:32:07Z INFO search a25360000000 method=GET status=200",
        "2025-03-01T10:32:07Z a25360000000 [INFO] answered",
        "2025-03-01 10:32:07 | INFO | a25360000000 | answered",
        "2025-03-01T10:32:07Z 1234567 answered",
    ],
)
def test_an_application_log_is_no_git_log(line: str) -> None:
    assert score(f"{line}\n{line}\n{line}") == 0
    assert LOG.recognise(Sample("f.txt", Shape.TEXT, [line, line])) > 0


def test_what_is_no_git_log() -> None:
    assert score("We commit 1a2b3c4 to memory.\nAnd then?\n") == 0
    assert score("2025-03-01T10:32:07Z deployed v2\n2025-03-01T10:33:07Z rolled back\n") == 0
    with pytest.raises(ForeignPayload):
        read("Nothing was committed.")
