"""The checks over tables of factors, citations, and what a store knows beside the text."""

from __future__ import annotations

from datetime import date

from hansei.checks.service import Backing, check
from hansei.domain.coverage import Acceptance
from hansei.domain.document import Block, Document, Section
from hansei.domain.event import Event
from hansei.domain.findings import Finding
from hansei.outputs.markdown.read import read_own
from hansei.outputs.markdown.render import render_markdown
from hansei.reading import extract
from tests.store.samples import START

POOL = "The connection pool of the checkout had no upper bound"
DESK = "Nobody could reach the vendor's telephone desk"
FACTORS = (
    "| No. | Factor | Type | Evidence |\n| --- | --- | --- | --- |\n"
    f"| F1 | {POOL} | primary cause | [e1] |\n"
    f"| F7 | {DESK} | amplifier | |"
)
ACTIONS = (
    "| Action | Owner | Due | Status | Answers |\n| --- | --- | --- | --- | --- |\n"
    "| Bound it | Platform lead | 2026-04-01 | planned | F1 |"
)


def _found(*causes: str, backing: Backing | None = None, rule: str = "") -> list[Finding]:
    document = Document(
        title="Checkout is slow",
        sections=(
            Section("root_cause", "Root cause", tuple(Block(each) for each in causes)),
            Section("actions", "Corrective actions", (Block(ACTIONS),)),
        ),
        events=(Event(id="e1", at=START, text="Deployed"),),
    )
    manuscript = read_own(render_markdown(document))
    found = check(manuscript, trusted=True, backing=backing)
    lines = manuscript.text.split("\n")
    for each in found:
        assert each.says in lines[each.place.line - 1] or not each.says
    return [each for each in found if each.rule.startswith(rule)]


def test_a_factor_in_a_table_that_nothing_answers() -> None:
    (found,) = _found(FACTORS, rule="complete/uncovered-factor")
    assert found.says == DESK


def test_an_accepted_risk_answers_a_factor_until_its_day() -> None:
    signed = Acceptance(key="F7", factor=DESK, until=date(2026, 5, 1))
    rule = "complete/uncovered-factor"
    held = Backing(acceptances=[signed], today=date(2026, 5, 1))
    over = Backing(acceptances=[signed], today=date(2026, 5, 2))
    assert not _found(FACTORS, backing=held, rule=rule)
    (found,) = _found(FACTORS, backing=over, rule=rule)
    assert "accepted until 2026-05-01" in found.message


def test_numbers_of_factors_are_those_of_their_table() -> None:
    document = Document(title="x", sections=(Section("root_cause", "Why", (Block(FACTORS),)),))
    assert [each.key for each in extract.stated_factors(document)] == ["F1", "F7"]
    assert extract.factors(document) == [DESK]


def test_a_cause_whose_only_digits_are_its_number_has_no_evidence() -> None:
    rule = "complete/cause-without-evidence"
    bare = FACTORS.replace("[e1]", "")
    assert _found(bare, rule=rule)
    assert not _found(FACTORS, rule=rule)


def test_citing_what_is_not_there() -> None:
    text = "It broke. [e1, e9]\nA graph shows it. [ev1]\n`[e8]` is code."
    rule = "consistency/unknown-event"
    assert [each.says for each in _found(text, rule=rule)] == ["e9"]
    known = Backing(events={"e9"}, evidence={"ev2"})
    assert [each.says for each in _found(text, backing=known, rule=rule)] == ["ev1"]
    assert not _found(text, backing=Backing(events={"e9"}, evidence={"ev1"}), rule=rule)


def test_the_evidence_log_tells_a_file_which_evidence_there_is() -> None:
    log = "| Evidence | What it shows |\n| --- | --- |\n| [ev1] | Latency |"
    document = Document(
        title="x",
        sections=(
            Section("impact", "Impact", (Block("It broke. [ev1] It stood. [ev2]"),)),
            Section("evidence", "Evidence log", (Block(log),)),
        ),
    )
    found = check(read_own(render_markdown(document)), trusted=True)
    unknown = [each.says for each in found if each.rule == "consistency/unknown-event"]
    assert unknown == ["ev2"]
