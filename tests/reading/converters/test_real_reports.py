"""Real reports as HTML, DOCX and PDF are read as they are from their Markdown.

The reports are read from the data folder (HANSEI_DATA) and never copied.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hansei.reading import decode, read_all, to_contract
from tests.reading.converters.making import docx_of, html_of, pdf_of

DATA = Path(os.environ.get("HANSEI_DATA", Path(__file__).parents[4] / "shared" / "data"))
OPEN = ("dfds/PM2*.md", "2i2c/reports/*.md", "mybinder/docs/source/incident-reports/2*.md",
        "posthog/2*.md", "learningequality/0*.md")  # fmt: skip
REPORTS = sorted(path for each in OPEN for path in (DATA / "postmortems").glob(each))
# A start of Python and a converter for each: two of a corpus tell what all of them do.
SOME = [path for index, path in enumerate(REPORTS) if index % 5 == 0]
pytestmark = pytest.mark.skipif(not REPORTS, reason="no reports here: set HANSEI_DATA")

Told = tuple[list[str], list[tuple[str, str]], int]


def told(text: str, name: str) -> Told:
    """The times of the events, the milestones with their times, how many actions."""
    events: list[str] = []
    milestones: list[tuple[str, str]] = []
    actions = 0
    for each in read_all(text, file=name):
        contract = to_contract(each)
        events += [event["at"] for event in contract["events"]]
        milestones += [(key, mark["at"]) for key, mark in contract["milestones"].items() if mark]
        actions += len(contract["actions"])
    return events, milestones, actions


class Loss:
    """What a format lost of what Markdown tells, over several reports."""

    def __init__(self, paths: list[Path], make: Callable[[str], bytes]) -> None:
        self.events = self.milestones = self.actions = 0
        self.of_events = self.of_milestones = self.of_actions = 0
        self.exact = 0
        for path in paths:
            text = decode(path.read_bytes())
            wanted = told(text, path.name)
            given = told(decode(make(text), file=path.name), path.name)
            self.exact += wanted == given
            self.of_events += len(wanted[0])
            self.of_milestones += len(wanted[1])
            self.of_actions += wanted[2]
            self.events += len([each for each in wanted[0] if each not in given[0]])
            self.milestones += len([each for each in wanted[1] if each not in given[1]])
            self.actions += max(0, wanted[2] - given[2])


def test_a_page_loses_nothing() -> None:
    loss = Loss(REPORTS, html_of)
    assert loss.exact == len(REPORTS)
    assert loss.of_events > 300


def test_a_word_document_loses_nothing() -> None:
    """Paragraphs that a list item goes on with stand beside it in Word: an action may be added."""
    loss = Loss(SOME, docx_of)
    assert (loss.events, loss.milestones, loss.actions) == (0, 0, 0)
    assert loss.exact >= 0.8 * len(SOME)


def test_a_pdf_loses_a_tenth_at_most() -> None:
    """A PDF has no table headers, so a zone that only a header names is lost with the times."""
    loss = Loss(SOME, pdf_of)
    assert loss.events <= 0.15 * loss.of_events
    assert loss.milestones <= 0.1 * loss.of_milestones
    assert loss.actions <= 0.1 * loss.of_actions


@pytest.mark.parametrize("path", sorted((DATA / "postmortems/2i2c/reports").glob("2022*.pdf")),
                         ids=lambda path: path.stem[:24])  # fmt: skip
def test_printed_reports_agree_with_another_reader_of_pdf(path: Path) -> None:
    other = path.with_suffix(".pdftotext.txt")
    text = decode(path.read_bytes(), file=path.name)
    assert told(text, "x") == told(decode(other.read_bytes()), "x")
