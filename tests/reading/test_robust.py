"""No text breaks the reader: it reads what is there, or refuses with its own error."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hansei.domain.errors import HanseiError, Unreadable
from hansei.reading import decode, read_all, to_contract
from hansei.reading.decode import LARGEST
from tests.growth import is_about_linear

DATA = Path(os.environ.get("HANSEI_DATA", Path(__file__).parents[3] / "shared" / "data"))
KEYS = {
    "title", "source", "zone", "variant", "events", "milestones", "figures", "stated", "summary",
    "root_cause", "contributing_factors", "impact", "actions", "lessons", "unmapped",
}  # fmt: skip
PIECES = st.sampled_from([
    "# Outage 2024-03-05\n", "## Timeline\n", "## Action items\n", "- 14:05 alert fired\n",
    "| 14:05 | down |\n", "| --- |\n", "```\n", "---\n", "**Impact**: 12%\n", "- [ ] fix, @a\n",
    "2021-02-31 10:00\n", "  - nested\n", "Time (CET)|", "\n", "\x1f", "<!--", "-->", "[x](y",
    "10:00-", "0000-00-00 99:99", "Summary: ", "~14:??", "\ufeff", "1h 5", "9999999d", "a: b\n",
])  # fmt: skip


def read(text: str) -> list[dict[str, object]]:
    found = [to_contract(each) for each in read_all(text, file="x.md")]
    json.dumps(found)
    return found


@given(st.one_of(st.text(max_size=600), st.lists(PIECES, max_size=40).map("".join)))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_gives_the_contract(text: str) -> None:
    for each in read(text):
        assert each.keys() >= KEYS


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(HanseiError):
        read(decode(data, file="x"))


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7 ...", b"PK\x03\x04 docx", b"\x00\x01\x02" * 500, bytes(range(256)) * 20],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data, file="x.pdf")


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(Unreadable, match="larger"):
        decode(b"a" * (LARGEST + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = "# Störung\r\n\r\nDer Dienst war für Nutzer nicht verfügbar, überall.\r\n" * 5
    assert "für Nutzer" in decode(text.encode(encoding))
    assert "\r" not in decode(text.encode(encoding))


def test_empty_files_give_one_empty_report() -> None:
    for text in ("", "\n\n", "---\n---\n", "   "):
        (found,) = read(text)
        assert found["events"] == []


SHAPES: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "at 14:05 it was down for 5 minutes, " * n,
    "digits": lambda n: "1" * n,
    "brackets": lambda n: "[" * n + "](" * n,
    "emphasis": lambda n: "*_" * n,
    "entries": lambda n: "## Timeline\n" + "- 14:05 alert fired\n" * n,
    "table": lambda n: "| Time | What |\n|--|--|\n" + "| 14:05 | x fails |\n" * n,
    "bars": lambda n: "|" * n,
    "deep list": lambda n: "## Actions\n" + "".join(f"{' ' * (i % 500)}- g:\n" for i in range(n)),
    "actions": lambda n: "## Actions\n" + "- a:\n  - b\n" * n,
    "headings": lambda n: "## Incident on 2020-01-01 x\n- 14:05 a\n" * n,
    "spaces": lambda n: " " * n + "x",
    "anchors": lambda n: "a: &a [*b]\n".join(["---\n"] + [""] * n) + "---\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_text(shape: str) -> None:
    assert is_about_linear(lambda size: read(SHAPES[shape](size)), 500, 4000)


@pytest.mark.skipif(not DATA.is_dir(), reason="HANSEI_DATA has no reports here")
def test_damaged_reports_are_read() -> None:
    paths = sorted((DATA / "postmortems").glob("dfds/*.md"))[:6]
    dice = random.Random(7)
    for path in paths:
        text = decode(path.read_bytes())
        for _ in range(15):
            at, length = dice.randrange(len(text)), dice.randrange(1, 80)
            insert = dice.choice(["", "|", "\n", "`" * 3, "99:99", "\x00", "[", "---\n", "# ", "�"])
            read(text[:at] + insert + text[at + length :])
