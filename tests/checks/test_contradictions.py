"""Sentences that contradict the corrected report, and sentences that are easily mistaken for it."""

from __future__ import annotations

import pytest

from tests.checks.finding import CORRECTED, check, said

CONTRADICTING = {
    "consistency/duration": (
        "Escalation to the platform team came 6 minutes after the alert.",
        "We engaged the platform team; the escalation followed 6 minutes in.",
        "It took 6 minutes to escalate.",
        "The issue was escalated after six minutes.",
        "Escalated to the platform team at the 6-minute mark.",
        "The outage lasted 40 minutes.",
        "This was a 40-minute outage.",
        "Users were down for 40 minutes.",
        "Total downtime: 40 minutes.",
        "Service was unavailable for about 50 minutes.",
        "The API was out for forty minutes.",
        "Time to recover: 45 minutes",
        "Time to acknowledge was 9 minutes.",
        "The on-call engineer acknowledged the alert 9 minutes later.",
        "It was acknowledged 9 min after the alert fired.",
        "The rollback was complete 25 minutes after the alert.",
        "Root cause was found 30 minutes after detection.",
        "Between 10:35 and 11:20 CET the API was unavailable.",
    ),
    "consistency/order": (
        "The cause was identified before the alert was acknowledged.",
        "The incident was closed before the service recovered.",
        "We acknowledged the alert prior to detection.",
        "Recovery preceded the rollback.",
    ),
    "consistency/zone": (
        "At 10:36 UTC the first alert fired.",
        "The alert fired at 10:36 EST.",
    ),
    "consistency/unknown-event": (
        "At 10:42 the database was failed over to the standby.",
        "Service was restored at 11:20.",
        "The last status page update was posted at 11:25.",
        "The impact ended at 11:20 CET.",
        "The alert was acknowledged at 10:46.",
        "Recovery was confirmed at 11:06.",
        "Customers were informed 4 minutes after recovery.",
    ),
    "consistency/count": (
        "In all, 25,000 authentication attempts failed.",
        "Around 3,400 incomplete transactions were counted.",
    ),
    "consistency/percentage": (
        "60 % of active users were unable to log in.",
        "Nearly 60% of active users were affected.",
        "Some 45 % of requests failed.",
        "All users were affected.",
        "A quarter of active users could not log in.",
    ),
    "consistency/claim": ("Alerting worked as intended.", "Our alerts were effective."),
}
AGREEING = (
    "Escalation to the platform team came 10 minutes after the alert.",
    "The outage lasted 25 minutes.",
    "Users were down for about half an hour.",
    "Time to recover: 25 minutes",
    "The alert was acknowledged after 2 minutes.",
    "The rollback was complete 14 minutes after the alert.",
    "Root cause was found 11 minutes after detection.",
    "At 09:36 UTC the first alert fired.",
    "Service was restored at 11:00.",
    "The alert fired at 10:36 and was acknowledged at 10:38.",
    "The cause was identified before the rollback.",
    "The service recovered after the rollback.",
    "It took 12 minutes from acknowledgement to the fix.",
    "The alert rule waits for 5 minutes before it fires.",
    "The SLA allows 43 minutes of downtime a month.",
    "Alerts should fire within 5 minutes of an error.",
    "Deployments run at 14:00 every day.",
    "Each request times out after 30 seconds.",
    "The certificate had been created at 08:15 the day before.",
    "We expect a fix within 2 weeks.",
    "5 % of traffic goes to the canary.",
    "The error budget is 0.1 % of requests.",
    "Two tickets were opened for follow-up.",
    "The previous outage lasted 3 hours.",
    "A rollback usually takes 5 minutes.",
    "The review meeting took 60 minutes.",
    "At its peak 80 % of requests failed.",
    "Almost half of all active users were affected.",
    "It took 10 to 15 minutes to detect such errors in the past.",
    "From 09:35 to 10:00 UTC authentication requests failed.",
    "There was no alert and one engineer answered.",
)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [(rule, sentence) for rule, all_of in CONTRADICTING.items() for sentence in all_of],
)
def test_a_contradicting_sentence_is_found_where_it_stands(rule: str, sentence: str) -> None:
    found = [one for one in said(sentence) if one.rule == rule]
    assert found
    assert all(one.says in sentence for one in found)
    assert found[0].against


@pytest.mark.parametrize("sentence", AGREEING)
def test_an_agreeing_or_unrelated_sentence_gives_none(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    "text",
    [
        "A small number of users saw errors.",
        "Very few customers were affected.",
        "There was no noticeable impact.",
        "Some users were unable to log in.",
        "A subset of customers saw intermittent errors.",
    ],
)
def test_text_for_customers_may_not_understate(text: str) -> None:
    report = CORRECTED.replace("about 45 % of active users could not log in.", f"... {text}")
    assert [one.rule for one in check(report, "consistency/understated")]


def test_the_same_words_elsewhere_are_no_understatement() -> None:
    assert said("Some users were unable to log in.") == []


def test_a_brief_word_for_a_long_impact() -> None:
    report = CORRECTED.replace("11:00", "12:30").replace("11:06", "12:40").replace("11:08", "12:38")
    report = report.replace("25 minutes", "115 minutes").replace(
        "could not log in. The", "could not log in for a short time. The"
    )
    assert [one.says for one in check(report, "consistency/understated")] == ["for a short time"]


def test_a_line_of_the_timeline_before_the_one_above_it() -> None:
    report = CORRECTED.replace("| 10:47 |", "| 10:40 |")
    assert [one.says for one in check(report, "consistency/order")] == ["10:40"]


def test_a_timeline_that_runs_backwards_is_no_mistake() -> None:
    lines = CORRECTED.split("\n")
    first = next(number for number, line in enumerate(lines) if line.startswith("| 10:35"))
    last = next(number for number, line in enumerate(lines) if line.startswith("| 11:08"))
    lines[first : last + 1] = reversed(lines[first : last + 1])
    assert check("\n".join(lines), "consistency/order") == []


def test_zones_are_compared_between_sections_where_the_timeline_names_none() -> None:
    report = CORRECTED.replace(" (all times CET)", "").replace(
        "10:35 to 11:00 CET", "10:35 to 11:00 UTC"
    )
    assert any(one.rule == "consistency/zone" for one in check(report))


def test_a_report_without_a_timeline_is_held_against_itself_only() -> None:
    text = (
        "# Outage\n\n## Summary\n\n30 % of users were affected.\n\n"
        "## Impact\n\n45 % of users were affected.\n"
    )
    assert [one.rule for one in check(text, "consistency/")] == ["consistency/percentage"]
