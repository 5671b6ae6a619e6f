"""What customers read: only what was released, and never less than what was measured."""

from __future__ import annotations

import pytest
from tests.outputs import extremes
from tests.outputs.dossiers import MARKS, dossier, event, mark

from hansei.domain.document import Block, Milestone, Section
from hansei.outputs.statuspage.guard import INTERNAL, LINK, NAME, guard
from hansei.outputs.statuspage.render import render

GOLDEN = """\
# Checkout failed while its connection pool was exhausted

**Status:** Resolved  
**When:** 12 March 2025, 15:02 to 15:41 CET (UTC+01:00), 38 min 30 s in all

## What you may have noticed

45 % of customers could not pay. Nothing was charged twice.

## Why it happened

[Say why it happened, in words that need no inside knowledge]

## What we did

- 15:06: We became aware of the problem.
- 15:21: We found the cause.
- 15:32: We put a fix in place.
- 15:41: We confirmed that the service works normally again.

## What happens next

- We now watch the limit that was reached.

We are sorry for the disruption, and we thank you for your patience.
"""  # noqa: W291 - two spaces are Markdown's line break


def written(*blocks: str, key: str = "impact", **changes: object) -> str:
    sections = (Section(key, key, tuple(Block(each) for each in blocks)),)
    return render(dossier(sections=sections, **changes)).decode()


def test_the_whole_text() -> None:
    assert render(dossier()).decode() == GOLDEN


def test_nothing_known_gives_placeholders_only() -> None:
    text = render(extremes.empty()).decode()
    assert "**Status:** Investigating" in text
    assert "[Time from which customers were affected, with its zone]" in text
    assert "[Say in one sentence what customers noticed]" in text
    assert "[Say with times when you noticed it, found the cause and fixed it]" in text
    assert "[Say what you will change so that it stays fixed]" in text


def test_what_is_not_released_never_comes_through() -> None:
    text = written("The replica fell over. <!-- public --> not at the beginning", "Secret.")
    assert "replica" not in text
    assert "Secret" not in text


def test_an_unknown_start_is_at_least_since_detection() -> None:
    marks = {key: MARKS[key] for key in (Milestone.DETECTED, Milestone.RECOVERED)}
    text = render(dossier(milestones=marks)).decode()
    assert "from at least 12 March 2025, 15:06 to 15:41 CET" in text
    assert "in all" not in text


def test_an_open_end_is_said() -> None:
    text = render(dossier(milestones={Milestone.DETECTED: mark("14:06")})).decode()
    assert "15:06 CET (UTC+01:00) until [time when service was normal again]" in text


@pytest.mark.parametrize(
    "words",
    ["some users", "Some of our users", "a small number of users", "a few users", "certain users",
     "a subset of users", "a limited number of users", "a small percentage of users"],
)  # fmt: skip
def test_a_measured_share_is_never_softened(words: str) -> None:
    text = written("Errors for 45 % of users.", f"<!-- public -->\nWe saw errors for {words}.")
    assert "We saw errors for 45 % of users." in text


@pytest.mark.parametrize(
    ("stated", "shown"),
    [("45 % of users were affected", "45 %"), ("between 40 and 45% of all customers", "45 %"),
     ("| Users affected | 12.5 % |", "12.5 %"), ("0.5 percent of accounts, 45 % of users", "45 %"),
     ("Users could not pay: 45 % of them", "45 %"), ("45 % of our paying customers", "45 %")],
)  # fmt: skip
def test_the_largest_share_leads(stated: str, shown: str) -> None:
    assert f"\n{shown} of users were affected.\n" in written(stated)


@pytest.mark.parametrize(
    "stated",
    [
        "CPU at 95 %. Users complained.",
        "99.9 % of users were not affected",
        "450 % of users",
        "| Users affected | about 38 % of checkouts |",
        "Customers saw errors on 30 % of requests",
    ],
)
def test_other_percentages_are_no_share_of_users(stated: str) -> None:
    assert "% of users were affected" not in written(stated)


@pytest.mark.parametrize(
    ("internal", "instead"),
    [
        ("db-prod-03", INTERNAL), ("web1.eu.internal", INTERNAL), ("10.0.3.17:5432", INTERNAL),
        ("4f2a9bc", INTERNAL), ("pool.yaml", INTERNAL), ("checkout_pool_size", INTERNAL),
        ("INC-4711", INTERNAL), ("`kubectl get pods`", INTERNAL), ("src/app/main.py", INTERNAL),
        ("HighErrorRateAlert", INTERNAL), ("redis:6379", INTERNAL),
        ("3f0b1f4e-8d2c-4c55-9f0a-1b2c3d4e5f60", INTERNAL), ("ip-10-0-0-1", INTERNAL),
        ("https://wiki.example/x?y=1", LINK), ("ops@example.org", NAME), ("@oncall", NAME),
        ("#incident-4711", NAME), ("incident lead", NAME), ("payments team", NAME),
    ],
)  # fmt: skip
def test_internal_words_are_fenced_even_in_a_released_block(internal: str, instead: str) -> None:
    text = written(f"<!-- public -->\nBefore {internal} after.")
    assert f"Before {instead} after." in text


@pytest.mark.parametrize(
    "words",
    ["version 4.18.0 of 2025-03-12 at 14:05:10 (UTC-5)", "24/7 support and/or a 12-hour wait",
     "1,200 requests, e.g. payments, i.e. checkouts", "the top-10 shops, No. 5, COVID-19",
     "long-running, well-known and up-to-date", "45.5 percent; 3:1; 09:30"],
)  # fmt: skip
def test_plain_words_pass(words: str) -> None:
    assert guard(["Nobody Here"])(words) == words


def test_citations_links_comments_and_tags_leave_their_words() -> None:
    text = written("<!-- public -->\nPayments [failed](https://x.example/a) [e1, e3].<b>Now</b>"
                   "<!-- why? -->")  # fmt: skip
    assert "Payments failed.Now\n" in text


@pytest.mark.parametrize("mark_", ["Unknown", "Question", "Disputed"])
def test_what_is_not_settled_becomes_a_placeholder(mark_: str) -> None:
    text = written(f"<!-- public -->\n**{mark_}:** whether cards were charged.")
    assert "charged" not in text
    assert "[Not settled yet: settle it or leave it out]" in text


def test_a_title_with_internal_words_becomes_a_placeholder() -> None:
    text = render(dossier(title="db-prod-03 out of disk")).decode()
    assert text.startswith("# [Title in plain words, without internal names]\n")
    given = {"public_title": "Payments failed"}
    assert render(dossier(title="db-prod-03", extra=given)).startswith(b"# Payments failed\n")


def test_of_a_title_for_customers_only_what_is_internal_is_taken() -> None:
    given = {"public_title": "Payments <b>failed</b> on db-prod-03"}
    first = render(dossier(title="x", extra=given)).decode().splitlines()[0]
    assert first == f"# Payments failed on {INTERNAL}"
    nothing = render(dossier(title="x", extra={"public_title": "<b></b>"}))
    assert nothing.startswith(b"# [Title in plain words")


def test_a_service_s_identifier_is_internal_and_its_plain_name_is_not() -> None:
    text = written("<!-- public -->\nThe checkout (checkout-api) failed.",
                   services=("checkout", "checkout-api"))  # fmt: skip
    assert f"The checkout ({INTERNAL}) failed." in text


def test_names_of_people_in_the_record_are_removed() -> None:
    own = (event("e1", "14:00", "text", actor="Ada.Example"),)
    text = written("<!-- public -->\nAda.Example fixed it.", events=own)
    assert f"{NAME} fixed it." in text


def test_hostile_texts_are_harmless() -> None:
    text = written(*(f"<!-- public -->\n{each}" for each in extremes.HOSTILE))
    assert "<script" not in text
    assert "javascript:" not in text.replace("[link removed]", "")
    assert "\u202e" not in text


def test_several_days_name_their_day() -> None:
    text = render(extremes.silent()).decode()
    assert "- 29 March 2025, 23:44: We became aware of the problem." in text
    assert "- 2 April 2025, 04:10: We closed the incident." in text
