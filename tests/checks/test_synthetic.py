"""Synthetic reports with injected contradictions: nine of ten found, none in the clean ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench.synth import contradictions
from bench.synth.generate import generate

from hansei.checks import check_bytes
from hansei.cli.findings_json import finding_json

SEEDS = (23, 1024)
LEAST_RECALL = 0.9


@pytest.fixture(scope="module", params=SEEDS)
def cases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("cases")
    generate(out=folder, seed=request.param, incidents=11, contradictions=5)
    return sorted(path.parent for path in folder.glob("*/truth.json"))


def test_most_injected_contradictions_are_found_and_nothing_else(cases: list[Path]) -> None:
    injected = met = wrong = 0
    for case in cases:
        truth = json.loads((case / "truth.json").read_text())
        found = [finding_json(one) for one in
                 check_bytes((case / "report-injected.md").read_bytes(), file="r")]  # fmt: skip
        result = contradictions.compare(truth, found)
        injected += result["injected"]
        met += result["met_with_kind"]
        wrong += result["findings"] - result["true_findings"]
    assert injected > 40
    assert met / injected >= LEAST_RECALL
    assert wrong == 0


def test_a_true_report_has_no_contradiction(cases: list[Path]) -> None:
    for case in cases:
        found = check_bytes((case / "report-clean.md").read_bytes(), file=case.name)
        assert [one for one in found if one.rule.startswith("consistency/")] == []
