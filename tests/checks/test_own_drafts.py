"""What Hansei drafts contradicts nothing; what a person then changes in it may."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bench.synth.generate import generate

from hansei.cli.main import main
from tests.checks.finding import check


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("cases")
    texts = []
    for name in generate(seed=31, incidents=6, out=folder):
        out = folder / name / "out"
        exports = str(folder / name / "exports")
        assert main(["draft", exports, "-o", str(out), "--no-store", "--quiet"]) in (0, 1)
        texts.append(Path(out / "postmortem.md").read_text(encoding="utf-8"))
    return texts


def test_drafts_hold_no_contradiction_no_blame_and_no_leak(drafts: list[str]) -> None:
    for text in drafts:
        found = [one for one in check(text) if not one.rule.startswith("complete/")]
        assert [(one.rule, one.says, one.message) for one in found] == []


def test_a_figure_that_a_person_changed_is_found(drafts: list[str]) -> None:
    changed = 0
    for text in drafts:
        other = re.sub(r"(- Acknowledged )\d.*?( after)", r"\g<1>3 h\2", text, count=1)
        if other != text:
            changed += 1
            assert [one.says for one in check(other, "consistency/duration")] == ["3 h"]
    assert changed
