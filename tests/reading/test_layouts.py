"""One incident told in many layouts: the same milestones come out of each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hansei.domain.document import BlockKind, How, Milestone
from hansei.domain.event import Kind
from hansei.reading import (
    actions,
    factors,
    impact,
    lessons,
    read_all,
    read_text,
    split_incidents,
    to_contract,
)

ENTRIES = [
    ("22:10", "Errors begin on the login API"),
    ("22:31", "Alert fired for failed logins"),
    ("22:40", "On-call engineer acknowledges the alert"),
    ("22:55", "Escalated to the identity team"),
    ("23:15", "Root cause identified: expired certificate"),
    ("00:05", "Fix applied"),
    ("00:25", "Logins confirmed working"),
    ("00:45", "Incident closed"),
]


def twelve(clock: str) -> str:
    hour, minute = clock.split(":")
    return f"{int(hour) % 12 or 12}:{minute} {'AM' if int(hour) < 12 else 'PM'}"


LAYOUTS = {
    "table": "| Time (UTC) | Event |\n| --- | --- |\n"
    + "\n".join(f"| {at} | {text} |" for at, text in ENTRIES),
    "table with date and person": "When | Who | What\n--- | --- | ---\n"
    + "\n".join(f"{at} | responder | {text}" for at, text in ENTRIES),
    "bullets with dash": "\n".join(f"- {at} - {text}" for at, text in ENTRIES),
    "bold bullets": "\n".join(f"* **{at} UTC** – {text}" for at, text in ENTRIES),
    "brackets": "\n".join(f"[{at}] {text}\n" for at, text in ENTRIES),
    "colon": "\n".join(f"{at}: {text}" for at, text in ENTRIES),
    "numbered": "\n".join(f"{n}. {at} UTC: {text}" for n, (at, text) in enumerate(ENTRIES, 1)),
    "headings": "\n\n".join(f"### {at}\n\n{text}" for at, text in ENTRIES),
    "twelve hours": "\n\n".join(f"### {twelve(at)}\n{text}." for at, text in ENTRIES),
    "printed": "\n\n\n".join(f"{twelve(at):12}{text}" for at, text in ENTRIES),
    "printed apart": "\n\n".join(
        f"{twelve(at)}\n                     {text}\n" for at, text in ENTRIES
    ),
    "tabs": "\n".join(f"{at}\t{text}" for at, text in ENTRIES),
    "sentences": "\n\n".join(f"At {at}, {text[0].lower()}{text[1:]}." for at, text in ENTRIES),
}

EXPECTED = {
    Milestone.IMPACT_START: (5, 22, 10),
    Milestone.DETECTED: (5, 22, 31),
    Milestone.ACKNOWLEDGED: (5, 22, 40),
    Milestone.ESCALATED: (5, 22, 55),
    Milestone.CAUSE_IDENTIFIED: (5, 23, 15),
    Milestone.MITIGATED: (6, 0, 5),
    Milestone.RECOVERED: (6, 0, 25),
    Milestone.RESOLVED: (6, 0, 45),
}


@pytest.mark.parametrize("heading", ["## Timeline", "Chronology", "**Sequence of events**"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_gives_the_milestones(layout: str, heading: str) -> None:
    text = (
        f"# Login outage on 2024-03-05\n\n## Summary\n\nIt broke.\n\n{heading}\n\n{LAYOUTS[layout]}"
    )
    document = read_text(text).document
    found = {name: (mark.at.day, mark.at.hour, mark.at.minute)
             for name, mark in document.milestones.items()}  # fmt: skip
    assert found == EXPECTED
    assert len(document.events) == len(ENTRIES)


def test_lines_and_blocks_are_placed() -> None:
    text = f"# Outage 2024-03-05\n\n## Timeline\n\nAll times UTC.\n\n{LAYOUTS['table']}\n\nAfter.\n"
    manuscript = read_text(text, file="a.md")
    assert manuscript.event_lines["e1"] == 9
    assert manuscript.heading_lines == {0: 3}
    section = manuscript.document.sections[0]
    assert [block.kind for block in section.blocks][1:] == [
        BlockKind.TEXT,
        BlockKind.TIMELINE,
        BlockKind.TEXT,
    ]
    assert manuscript.zone_written == "UTC"


def test_labels_state_milestones() -> None:
    text = """# Incident on 2020-08-07
- **Key events**
  - First detected 2020-08-07 15:51
  - Repaired 2020-08-07 16:29
  - Resolved 2020-08-14 10:06
- **Time to repair**: 0h 38m
- **Identified**: Routine replacement failed.
"""
    manuscript = read_text(text)
    marks = manuscript.document.milestones
    assert marks[Milestone.DETECTED].how is How.STATED
    assert marks[Milestone.MITIGATED].at == datetime(2020, 8, 7, 16, 29, tzinfo=UTC)
    assert Milestone.IMPACT_START not in marks
    assert [(each.figure, each.seconds) for each in manuscript.stated] == [
        ("time_to_mitigate", 2280)
    ]


def test_labels_outside_the_timeline_and_front_matter() -> None:
    text = """---
title: Cache stampede
detected_at: 2022-06-14T08:07:00Z
---
**Start:** 14 June 2022 08:01 UTC

## Timeline
- 08:41 Disabled the flag
"""
    marks = read_text(text).document.milestones
    assert marks[Milestone.IMPACT_START].at.minute == 1
    assert marks[Milestone.DETECTED].at.minute == 7


def test_impact_never_starts_at_the_detection() -> None:
    text = "# 2024-03-05 outage\n## Timeline\n- 10:36 Alert triggered: spike in 5xx errors\n"
    marks = read_text(text).document.milestones
    assert Milestone.DETECTED in marks
    assert Milestone.IMPACT_START not in marks


def test_a_change_before_the_detection_bounds_the_start() -> None:
    text = "# 2024-03-05 outage\n## Timeline\n- 10:00 Release 7 deployed\n- 10:36 Alert triggered\n"
    start = read_text(text).document.milestones[Milestone.IMPACT_START]
    assert (start.at.minute, start.latest.minute) == (0, 36)
    assert start.how is How.INFERRED


def test_month_first_dates_of_an_american_report() -> None:
    text = "# Queue\n**Start:** 03/04/2021 5:04 PM EST\n\n## Timeline\n- 17:09 Alert fired\n"
    assert read_text(text).document.events[0].at == datetime(2021, 3, 4, 22, 9, tzinfo=UTC)


def test_impossible_days_and_templates_are_reported() -> None:
    text = """# Outage
## Timeline
| Date | Start | Description |
| --- | --- | --- |
| 2021-02-31 | 16:00 | impossible |
| 2021-03-01 | 14:?? | Config pushed |
| 20xx-MM-DD | HH:mm | Short event description |
"""
    manuscript = read_text(text)
    assert [event.precision_s for event in manuscript.document.events] == [3600]
    assert manuscript.unmapped == (("31/2/2021: no such day", 5),)


def test_a_report_without_a_day_says_so() -> None:
    manuscript = read_text("# Outage\n## Timeline\n- 10:36 Alert triggered\n- 10:38 Acked\n")
    assert [event.at.hour for event in manuscript.document.events] == [10, 10]
    assert "no day is written" in manuscript.unmapped[0][0]


def test_sections_by_meaning() -> None:
    text = """# T
## TL;DR
a
## Who was affected?
About 2,300 users (7% of users) saw errors.
## Why did it happen?
c
## What went wrong
- d
## What we will change
- [x] e (owner: platform team, due 2024-03-20)
- f - data team - 2024-04-01
## Weather
g
"""
    manuscript = read_text(text)
    document = manuscript.document
    keys = [section.key for section in document.sections]
    assert keys == ["summary", "impact", "root_cause", "went_wrong", "actions", ""]
    assert manuscript.unmapped == (("Weather", 13),)
    found = actions(document)
    assert [(each.owner, str(each.due), each.status.value) for each in found] == [
        ("platform team", "2024-03-20", "completed"),
        ("data team", "2024-04-01", "planned"),
    ]
    assert factors(document) == lessons(document) == ["d"]
    assert impact(document)["users_percent"] == 7
    assert impact(document)["users"] == 2300


def test_actions_in_a_table() -> None:
    text = """## Follow-ups
| Task | Assignee | Target date | State |
|------|----------|-------------|-------|
| Alert on disk | ops | 2021-03-15 | Done |
| Cap retention | TBD | Feb 10 | In progress |
"""
    found = to_contract(read_text(text))["actions"]
    assert [(a["text"], a["owner"], a["due"], a["status"], a["place"]["line"]) for a in found] == [
        ("Alert on disk", "ops", "2021-03-15", "completed", 4),
        ("Cap retention", None, "Feb 10", "in progress", 5),
    ]


def test_stated_figures() -> None:
    text = """# T
Checkout was unavailable for about 1h50m. It was detected within 5 minutes.
- Time to recovery: 1435 minutes
- MTTA: 90 seconds
| Customers | Incident Duration |
| --- | --- |
| All | 15h |
The alert should fire within 5 minutes. A 30-minute outage followed.
"""
    found = [(each.figure, each.seconds, each.line) for each in read_text(text).stated]
    assert found == [
        ("impact_duration", 6600, 2),
        ("time_to_detect", 300, 2),
        ("time_to_recover", 86100, 3),
        ("time_to_acknowledge", 90, 4),
        ("impact_duration", 54000, 7),
        ("impact_duration", 1800, 8),
    ]


def test_people_and_machines() -> None:
    text = "# 2024-03-05\n## Timeline\n- 10:00 Alert fired\n- 10:01 We rolled back\n"
    kinds = [event.kind for event in read_text(text).document.events]
    assert kinds == [Kind.SYSTEM, Kind.HUMAN]


def test_a_log_of_incidents_is_split() -> None:
    text = """# Incident log
## Incident on 2021-03-31 - Login
- Detected 2021-03-31 12:06
- Resolved 2021-03-31 14:06
## Incident on 2021-04-02 - Search
- Detected 2021-04-02 09:00
- Resolved 2021-04-02 10:00
"""
    assert [(start, end) for _, start, end in split_incidents(text)] == [(2, 4), (5, 8)]
    found = read_all(text)
    assert [each.document.title for each in found] == [
        "Incident on 2021-03-31 - Login",
        "Incident on 2021-04-02 - Search",
    ]
    assert found[1].event_lines["e1"] == 6


def test_a_label_inside_an_entry_ends_with_it() -> None:
    text = """# Outage
## Timeline
### 2018-01-17 17:30
Build logs showed errors.

**Problem**: packages were removed.

### 18:57
Merged and deployed. The problem was resolved.
## Action items
- Pin the image
"""
    read = read_text(text)
    assert [each.place.line for each in read.document.events] == [3, 8]
    assert Milestone.RECOVERED in read.document.milestones


def test_one_incident_is_not_split() -> None:
    text = "# Outage\n## May 12\n### 10:00\na\n### 11:00\nb\n## May 13\n### 09:00\nc\n"
    assert split_incidents(text) == []
    assert len(read_all(text)) == 1


@pytest.mark.parametrize(
    "written",
    ["Severity: SEV2", "| Severity | SEV2 |\n| --- | --- |", "## Severity\n\n**SEV2** - partial"],
)
def test_severity_as_written(written: str) -> None:
    assert read_text(f"# Outage\n\n{written}\n").document.severity == "SEV2"
