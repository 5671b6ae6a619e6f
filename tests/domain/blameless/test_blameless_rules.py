"""The rules as data: examples, ids, documentation pages, switches."""

from __future__ import annotations

from pathlib import Path

import pytest

from hansei.domain.blameless import (
    Rule,
    all_rules,
    check_text,
    render_index_page,
    render_rule_page,
)

PAGES = Path(__file__).parents[3] / "docs" / "checks" / "blame"


def ids(text: str, **options: frozenset[str]) -> list[str]:
    return [finding.rule for finding in check_text(text, **options)]


def test_the_rule_ids_are_stable() -> None:
    assert [rule.id for rule in all_rules()] == [
        "blame/counterfactual",
        "blame/hindsight",
        "blame/human-error",
        "blame/judgement",
        "blame/person-as-cause",
        "blame/single-cause",
    ]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_hold(rule: Rule) -> None:
    assert len(rule.examples.fail) >= 6
    assert len(rule.examples.passing) >= 6
    missed = [text for text in rule.examples.fail if rule.id not in ids(text)]
    marked = [text for text in rule.examples.passing if rule.id in ids(text)]
    assert (missed, marked) == ([], [])


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_a_rule_can_be_switched_off(rule: Rule) -> None:
    text = rule.examples.fail[0]
    assert rule.id not in ids(text, disabled=frozenset({rule.id}))
    assert ids(text, disabled=frozenset({"blame/*"})) == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_the_page_of_a_rule_is_up_to_date(rule: Rule) -> None:
    page = PAGES / f"{rule.id.split('/')[1]}.md"
    assert page.read_text(encoding="utf-8") == render_rule_page(rule)


def test_the_index_page_is_up_to_date() -> None:
    assert (PAGES / "index.md").read_text(encoding="utf-8") == render_index_page()


def test_the_pages_pass_their_own_check() -> None:
    assert [ids(page.read_text(encoding="utf-8")) for page in PAGES.glob("*.md")] == [[]] * 7


def test_every_finding_says_why_and_what_instead() -> None:
    for rule in all_rules():
        for finding in (f for text in rule.examples.fail for f in check_text(text)):
            assert finding.message
            assert finding.says
            assert finding.suggestion
            assert finding.ask


class TestSwitches:
    def test_on_the_line_before_with_a_reason(self) -> None:
        text = "<!-- hansei-ignore blame/hindsight: quoted -->\nObviously it was full."
        assert ids(text) == []

    def test_on_the_same_line(self) -> None:
        assert ids("Obviously it was full. <!-- hansei-ignore blame/*: quoted -->") == []

    def test_not_without_a_reason(self) -> None:
        text = "<!-- hansei-ignore blame/hindsight: -->\nObviously it was full."
        assert ids(text) == ["blame/hindsight"]

    def test_only_the_named_rule(self) -> None:
        text = "<!-- hansei-ignore blame/judgement: quoted -->\nObviously it was full."
        assert ids(text) == ["blame/hindsight"]

    def test_only_the_next_line(self) -> None:
        text = "<!-- hansei-ignore blame/hindsight: quoted -->\nIt was full.\n\nObviously so."
        assert ids(text) == ["blame/hindsight"]

    def test_for_the_whole_file(self) -> None:
        text = "It was full.\n\nObviously so.\n<!-- hansei-ignore-file blame/hindsight: old -->"
        assert ids(text) == []
