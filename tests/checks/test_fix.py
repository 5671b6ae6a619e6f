"""`--fix` changes words, never facts, and nothing that it has changed already."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.synth.generate import generate
from hypothesis import given
from hypothesis import strategies as st

from hansei.checks import Settings, check_bytes, chosen
from hansei.checks.fix import REMOVED, fixed
from hansei.cli.main import main
from hansei.domain.errors import HanseiError, Unreadable
from hansei.outputs.markdown.read import read_own
from tests.checks.finding import CONFLICTS, CORRECTED

SECRET = "hunter2Xy9!kd"


def fix(text: str, *, off: str = "") -> str:
    disabled = chosen([off], option="--disable") if off else frozenset()
    result = fixed(text.encode(), file="r.md", settings=Settings(disabled))
    again = fixed(result.data, file="r.md", settings=Settings(disabled))
    assert again.data == result.data
    assert not again.changes
    return result.data.decode()


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("Obviously, the pool was too small.", "The pool was too small."),
        ("The pool was obviously too small.", "The pool was too small."),
        ("It was, of course, down.", "It was down."),
        ("It failed again, of course.", "It failed again."),
        ("It failed obviously.", "It failed."),
        ("- Needless to say, logs were lost.", "- Logs were lost."),
        ("Logs were lost. Of course, backups too.", "Logs were lost. Backups too."),
        ("The queue obviously grew, and of course it was full.",
         "The queue grew, and it was full."),
        ("| 10:00 | Of course, it was full |", "| 10:00 | It was full |"),
    ],
)  # fmt: skip
def test_words_that_say_nothing_go(written: str, mended: str) -> None:
    assert fix(written + "\n") == mended + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "It was not obviously broken.",
        "The cause was obvious.",
        "He said “obviously it is down” to all.",
        'He said "of course it is down" to all.',
        "> Of course it was down.",
        "`of course` is logged.",
        "    of course, it was down",
        "```\nof course, it was down\n```",
        "<!-- of course, it was down -->",
        "---\ntitle: Of course, down\n---\n\nText.",
        "It was clearly visible on the dashboard.",
        "Needless to say\nlogs were lost.",
        "**Obviously**, it was down.",
        "Of course 3 nodes were down.",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    assert fix(text + "\n") == text + "\n"


def test_secrets_are_masked_outside_code_and_quotes() -> None:
    text = f"The log shows password={SECRET} in full.\n\n> password={SECRET}\n"
    assert fix(text) == f"The log shows password={REMOVED} in full.\n\n> password={SECRET}\n"
    left = check_bytes(fix(text).encode(), file="r.md")
    assert [one.place.line for one in left if one.rule == "leak/secret"] == [3]


def test_empty_rows_of_a_template_go_and_headers_stay() -> None:
    table = "| when | what |\n| --- | --- |\n| 10:00 UTC | Alert |\n|  |  |\n| | |\n"
    assert fix(table) == "| when | what |\n| --- | --- |\n| 10:00 UTC | Alert |\n"
    header = "Text.\n\n| | |\n| --- | --- |\n| a | b |\n"
    assert fix(header) == header


def test_what_is_switched_off_is_not_mended() -> None:
    text = "It was, of course, down.\n"
    assert fix(text, off="blame/hindsight") == text
    held = f"<!-- hansei-ignore blame/hindsight: as the customer put it -->\n{text}"
    assert fix(held) == held


def test_line_ends_and_marks_are_kept() -> None:
    written = b"\xef\xbb\xbf# Report\r\n\r\nIt was, of course, down.\r\n"
    assert fixed(written, file="r.md").data == b"\xef\xbb\xbf# Report\r\n\r\nIt was down.\r\n"


@pytest.mark.parametrize(
    "data",
    ["It was, of course, down on caf\xe9 days.\n".encode("latin-1") * 9,
     b"It was, of course, down.\r\nAnd up.\n",
     b"<!doctype html><html><body><p>It was, of course, down.</p></body></html>"],
    ids=["encoding", "line ends", "html"],
)  # fmt: skip
def test_other_than_plain_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not fixed"):
        fixed(data, file="r.md")


def test_reports_that_need_nothing_stay_byte_for_byte() -> None:
    assert fix(CORRECTED) == CORRECTED


def test_times_and_numbers_never_change() -> None:
    mended = fix(CONFLICTS)
    assert [each for each in mended if each.isdigit()] == [
        each for each in CONFLICTS if each.isdigit()
    ]


def test_a_document_of_its_own_stays_whole(tmp_path: Path) -> None:
    name = next(iter(generate(seed=31, incidents=1, out=tmp_path)))
    out = tmp_path / name / "out"
    main(["draft", str(tmp_path / name / "exports"), "-o", str(out), "--no-store", "--quiet"])
    draft = Path(out / "postmortem.md").read_text(encoding="utf-8")
    assert fix(draft) == draft
    head, mark, rest = draft.partition("\n## ")
    edited = head + mark + rest.replace("\n\n", "\n\nOf course, it was down.\n\n", 1)
    mended = fix(edited)
    assert "\nIt was down.\n" in mended
    old, new = read_own(edited).document, read_own(mended).document
    assert (old.events, old.milestones) == (new.events, new.milestones)


WORDS = st.sampled_from(
    ["obviously", "Of course,", ", of course,", "needless to say", "it was", "down", "\n", "\n\n",
     "> ", "```\n", "| | |\n", "|a|b|\n", "|-|-|\n", "- ", f"password={SECRET}", "<!-- ", "-->",
     '"', "“", "”", "`", ".", "10:05", "    ", "---\n"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25))
def test_any_text_can_be_fixed_once_and_only_once(pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        check_bytes(text.encode(), file="r.md")
    except HanseiError:
        return
    mended = fix(text)
    assert [each for each in mended if each.isdigit()] == [
        each for each in text.replace(SECRET, "") if each.isdigit()
    ] or SECRET in mended


def test_hostile_text_is_mended_in_little_time() -> None:
    crowded = "It was, of course, down. " * 2500 + "\n" + "of course " * 10_000
    result = fixed(crowded.encode(), file="r.md")
    assert result.data.decode().count("It was down. ") > 2400
