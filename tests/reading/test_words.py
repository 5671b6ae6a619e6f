"""Milestone words: what a line of a timeline says, and what it only seems to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.document import Milestone
from hansei.domain.event import Signal
from hansei.domain.words import milestone_words, signal_words

TOLD = [
    ("Errors began on the checkout API", Milestone.IMPACT_START),
    ("Users start seeing 500s", Milestone.IMPACT_START),
    ("Fault occurs", Milestone.IMPACT_START),
    ("Node starts reporting no space left on device", Milestone.IMPACT_START),
    ("The service went down", Milestone.IMPACT_START),
    ("First failed request in the logs", Milestone.IMPACT_START),
    ("Certificate for the gateway expires", Milestone.IMPACT_START),
    ("Alert triggered", Milestone.DETECTED),
    ("On-call engineer paged", Milestone.DETECTED),
    ("Monitoring detected failures in scan provisioning", Milestone.DETECTED),
    ("First report of issue by user", Milestone.DETECTED),
    ("Pingdom reported that the site was down", Milestone.DETECTED),
    ("Team becomes aware of the problem", Milestone.DETECTED),
    ("On-call engineer acknowledges alert", Milestone.ACKNOWLEDGED),
    ("Investigation into issue commenced", Milestone.ACKNOWLEDGED),
    ("Issue escalated to the platform team", Milestone.ESCALATED),
    ("Called in the database team", Milestone.ESCALATED),
    ("Root cause identified", Milestone.CAUSE_IDENTIFIED),
    ("Culprit found: a missing index", Milestone.CAUSE_IDENTIFIED),
    ("We realised that the queue was full", Milestone.CAUSE_IDENTIFIED),
    ("Rolled back the release", Milestone.MITIGATED),
    ("Manual fix applied", Milestone.MITIGATED),
    ("Configuration restored to previous working state", Milestone.MITIGATED),
    ("Recovery confirmed", Milestone.RECOVERED),
    ("Error rate back to normal", Milestone.RECOVERED),
    ("All services operational", Milestone.RECOVERED),
    ("Service restored", Milestone.RECOVERED),
    ("Incident closed", Milestone.RESOLVED),
    ("Incident declared over", Milestone.RESOLVED),
    ("All clear given", Milestone.RESOLVED),
]

NOT_TOLD = [
    ("not yet resolved", Milestone.RESOLVED),
    ("The service did not recover", Milestone.RECOVERED),
    ("We plan to roll back at noon", Milestone.MITIGATED),
    ("Attempted rollback failed", Milestone.MITIGATED),
    ("Unable to restore service", Milestone.RECOVERED),
    ("The fix will be deployed tomorrow", Milestone.MITIGATED),
    ("Is it resolved?", Milestone.RESOLVED),
    ("Could the root cause be identified?", Milestone.CAUSE_IDENTIFIED),
    ("Pipeline accidentally deleted all nodes", Milestone.MITIGATED),
    ("Ongoing investigation to find root cause", Milestone.CAUSE_IDENTIFIED),
    ("Users reporting timeouts", Milestone.IMPACT_START),
    ("First user reports back that it works", Milestone.DETECTED),
]


@pytest.mark.parametrize(("text", "milestone"), TOLD)
def test_a_statement_tells_its_milestone(text: str, milestone: Milestone) -> None:
    assert milestone_words(text)[0].milestone is milestone


@pytest.mark.parametrize(("text", "milestone"), NOT_TOLD)
def test_a_denial_plan_or_question_tells_none(text: str, milestone: Milestone) -> None:
    assert milestone not in {hit.milestone for hit in milestone_words(text)}


def test_a_rollback_begun_weighs_less_than_one_done() -> None:
    begun = milestone_words("Rollback initiated")[0]
    done = milestone_words("Rollback completed")[0]
    assert begun.milestone is done.milestone is Milestone.MITIGATED
    assert begun.weight < done.weight


def test_the_reason_names_the_words() -> None:
    assert milestone_words("After a while the root cause was found.")[0].reason == (
        "root cause was found"
    )


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Release 4.2.1 deployed to production", Signal.DEPLOY),
        ("Deploy timeout handling change", Signal.DEPLOY),
        ("Reverted the last release", Signal.ROLLBACK),
        ("Terraform configuration changed", Signal.CHANGE),
        ("Status page updated", Signal.STATUS_UPDATE),
        ("Users reporting timeouts when deploying", Signal.NOTE),
        ("Alert triggered for checkout", Signal.ALERT_FIRED),
        ("Service restored", Signal.RECOVERED),
        ("Should we deploy now?", Signal.NONE),
        ("lunch at noon", Signal.NONE),
    ],
)
def test_untyped_words_give_a_signal(text: str, signal: Signal) -> None:
    assert signal_words(text) is signal


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    weights = [hit.weight for hit in milestone_words(text)]
    assert weights == sorted(weights, reverse=True)
    assert all(1 <= weight <= 100 for weight in weights)
    assert isinstance(signal_words(text), Signal)
