"""What a reviewer would ask for."""

from __future__ import annotations

import pytest

from tests.checks.finding import CORRECTED, check


def _rules(text: str) -> list[str]:
    return [one.rule for one in check(text, "complete/")]


def _replaced(old: str, new: str) -> str:
    assert old in CORRECTED
    return CORRECTED.replace(old, new)


def test_an_action_without_owner() -> None:
    found = check(_replaced("| @sre-2 |", "| |"), "complete/owner")
    assert [one.level.value for one in found] == ["warning"]
    assert "health checks" in found[0].message.lower()


def test_actions_that_nobody_owns_are_one_finding() -> None:
    text = CORRECTED
    for owner in ("@sre-2", "@devops-1", "@platform-1", "@oncall-3"):
        text = text.replace(f"| {owner} |", "| |")
    found = check(text, "complete/owner")
    assert len(found) == 1
    assert "all 4 actions" in found[0].message


def test_a_due_date_that_is_missing_or_has_no_year() -> None:
    assert _rules(_replaced("| 2025-02-15 |", "| |")) == ["complete/due-date"]
    assert _rules(_replaced("| 2025-02-15 |", "| Feb 15 |")) == ["complete/due-year"]
    assert _rules(_replaced("| 2025-02-15 |", "| 15 February 2025 |")) == []


def test_a_done_action_needs_no_due_date() -> None:
    assert _rules(_replaced("| @oncall-3 | 2025-02-25 | done |", "| | | done |")) == []


def test_a_factor_that_no_action_answers() -> None:
    line = "1. The deployment pipeline has"
    text = _replaced(line, f"1. Nobody could reach the vendor's telephone desk.\n{line}")
    found = check(text, "complete/uncovered-factor")
    assert [one.says for one in found] == ["Nobody could reach the vendor's telephone desk."]
    assert text.splitlines()[found[0].place.line - 1].startswith("1. Nobody")


def test_a_factor_that_an_action_names_by_number() -> None:
    line = "4. Several unrelated"
    text = _replaced(
        line, f"{line} alerts.\n5. Nobody could reach the vendor's telephone desk.\n6. x"
    )
    text = text.replace("| Action | Owner |", "| Action | Answers | Owner |")
    text = text.replace("| --- | --- | --- | --- |", "| --- | --- | --- | --- | --- |")
    assert "complete/uncovered-factor" in _rules(text)
    text = text.replace("verify the full HTTP response |", "verify the full HTTP response | F5 |")
    marked = [one.says for one in check(text, "complete/uncovered-factor")]
    assert not any("telephone" in says for says in marked)


def test_milestones_that_the_timeline_does_not_tell() -> None:
    lines = [line for line in CORRECTED.splitlines() if not line.startswith("| 10:35")]
    found = check("\n".join(lines), "complete/missing-milestone")
    assert [one.message for one in found] == ["the timeline does not tell: impact start"]


def test_a_chain_of_whys_that_ends_at_a_person() -> None:
    chain = (
        "- Why did logins fail? A rule was wrong.\n"
        "- Why was the rule wrong? It was typed by hand.\n"
        "- Why by hand? Because the engineer did not read the manual.\n"
    )
    text = _replaced("### Contributing factors", f"{chain}\n### Contributing factors")
    assert "complete/why-chain" in _rules(text)
    system = chain.replace("the engineer did not read the manual", "no tool generates it")
    assert "complete/why-chain" not in _rules(text.replace(chain, system))


@pytest.mark.parametrize(
    "left_in",
    ["TBD", "owner: TBC", "14:??", "[fill in the cause]", "<insert summary here>", "{{ summary }}",
     "TODO: ask support", "The cause is ????", "to be determined"],
)  # fmt: skip
def test_placeholders_left_in(left_in: str) -> None:
    text = _replaced("- Manual steps slow recovery down.", f"- {left_in}")
    assert "complete/placeholder" in _rules(text)


@pytest.mark.parametrize(
    "fine",
    ["[the fill-in form](https://example.org/form)", "`{{ summary }}` is a variable... no: `x`",
     "What to do next?", "The todo list is long.", "Names such as <br> stay."],
)  # fmt: skip
def test_what_only_looks_like_a_placeholder(fine: str) -> None:
    text = _replaced("- Manual steps slow recovery down.", f"- {fine}")
    assert "complete/placeholder" not in _rules(text)


def test_an_empty_row_of_a_template() -> None:
    last = "| Require a secondary peer review"
    assert _rules(_replaced(last, f"| | | | |\n{last}")) == ["complete/placeholder"]


def test_a_cause_with_nothing_that_shows_it() -> None:
    text = "# Outage\n\n## Root cause\n\nThe cache was filled with wrong entries by mistake.\n"
    assert "complete/cause-without-evidence" in _rules(text)
    assert "complete/cause-without-evidence" not in _rules(text.replace("mistake", "`cron.py`"))


def test_a_section_longer_than_readers_will_read() -> None:
    text = _replaced("## Timeline", "word " * 300 + "\n\n## Timeline")
    assert "complete/bloated-section" in _rules(text)


def test_only_a_document_that_cites_is_asked_for_citations() -> None:
    assert "complete/uncited" not in _rules(CORRECTED)
    text = _replaced("- Manual steps slow recovery down.", "- Manual steps slow it down [e3].")
    assert "complete/uncited" in _rules(text)


def test_what_was_done_already_needs_nobody_and_no_day() -> None:
    old = "| Make health checks verify the full HTTP response | @sre-2 | 2025-02-15 | planned |"
    new = "| Rewrote and deployed health checks that verify the HTTP response | | | |"
    assert set(_rules(_replaced(old, new))) == {"complete/owner", "complete/due-date"}
    assert _rules(_replaced(old, new.replace("Rewrote and deployed", "Deployed"))) == []


def test_times_in_sentences_are_no_timeline() -> None:
    text = "# Outage\n\nThe shop failed at 10:36 on 1 March 2025. It recovered at 11:00.\n"
    found = check(text, "complete/missing-milestone")
    assert [one.message for one in found] == [
        "there is no timeline: its times stand in sentences only"
    ]
