"""What sentences outside the timeline tell, and what is done rather than to do."""

from __future__ import annotations

import pytest

from hansei.domain.document import ActionStatus, Mark, Milestone
from hansei.reading import actions, read_text
from hansei.reading.figures import duration

TIMELINE = """\
# Outage of the login page on 2024-03-12

All times in UTC

## Summary

{summary}

## Timeline

- 10:05 Alert triggered
- 10:40 Root cause identified
- 11:10 Service restored
"""


def milestones(summary: str) -> dict[Milestone, Mark]:
    return dict(read_text(TIMELINE.format(summary=summary)).document.milestones)


@pytest.mark.parametrize(
    ("summary", "start"),
    [
        ("The login page went down at about 09:58.", "09:58"),
        ("At 09:50 the session store became unavailable.", "09:50"),
        ("Users were unable to log in between 09:45 and 11:10.", "09:45"),
        ("The page was down from 09:40 to 11:10 UTC.", "09:40"),
        ("The outage began around 09:30 and grew until noon.", "09:30"),
    ],
)
def test_a_start_that_only_a_sentence_tells(summary: str, start: str) -> None:
    assert f"{milestones(summary)[Milestone.IMPACT_START].at:%H:%M}" == start


@pytest.mark.parametrize(
    "summary",
    [
        "The node was retired at 09:50, and the page went slow.",
        "Maintenance was planned, and the page would be down from 09:00 to 09:30.",
        "The page went down at 11:45.",
        "The page never went down at 09:50.",
        "The release went out at 09:55.",
        "It went down on 2024-02-02 at 09:50 as well.",
    ],
)
def test_what_is_no_start_of_this_impact(summary: str) -> None:
    assert Milestone.IMPACT_START not in milestones(summary)


def test_the_timeline_outranks_a_sentence() -> None:
    text = TIMELINE.format(summary="The page went down at 09:30.")
    text = text.replace("- 10:05", "- 10:01 Errors began\n- 10:05")
    start = read_text(text).document.milestones[Milestone.IMPACT_START]
    assert f"{start.at:%H:%M}" == "10:01"


def test_an_entry_that_spans_the_trouble_ends_it() -> None:
    read = read_text("On 12 March 2024 the login page went down, from 15:30 to 18:10 UTC.\n")
    marks = read.document.milestones
    assert f"{marks[Milestone.IMPACT_START].at:%H:%M}" == "15:30"
    assert f"{marks[Milestone.RECOVERED].at:%H:%M}" == "18:10"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8 min 39 s and 18 min 40 s", 519),
        ("5 hours and 26 minutes", 19560),
        ("1 day, 2 hours and 3 minutes", 93780),
        ("half an hour", 1800),
        ("an hour", 3600),
        ("90 minutes, 2 hours", 5400),
        ("35h 36m", 128160),
        ("and then", None),
        ("as well", None),
        ("ad hoc", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    read = duration(text)
    assert (read[0] if read else None) == seconds


@pytest.mark.parametrize(
    ("item", "status"),
    [
        ("Sent the customers a note", ActionStatus.COMPLETED),
        ("We have rotated all tokens", ActionStatus.COMPLETED),
        ("Reverted the change to the pool", ActionStatus.COMPLETED),
        ("Created a ticket to move the jobs", ActionStatus.PLANNED),
        ("Improved alerting for the queue", ActionStatus.PLANNED),
        ("Automated the checks that should have run", ActionStatus.PLANNED),
        ("Add the missing alert", ActionStatus.PLANNED),
        ("Shared runbook for all teams", ActionStatus.PLANNED),
    ],
)
def test_work_that_is_told_as_done(item: str, status: ActionStatus) -> None:
    document = read_text(f"# Incident\n\n## Action items\n\n- {item}\n").document
    assert [each.status for each in actions(document)] == [status]
