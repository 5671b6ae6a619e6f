"""Whatever the bytes, the checks answer with findings or with one clear error, in linear time."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hansei.checks import check_bytes
from hansei.domain.errors import HanseiError, Unreadable
from tests.checks.finding import CONFLICTS, CORRECTED
from tests.growth import is_about_linear

HEAD = CORRECTED.partition("## Root cause")[0]
PIECES = (
    "At 10:40 it was restarted.\n", "It lasted 5 minutes after the alert.\n",
    "45 % of users failed.\n", "| a | 10:36 | b |\n",
    "- x\n", "Why?\n", "a@b.cc ", "10.0.0.1 ", "password=", "[insert ",
    "10:36-11:06 UTC ", "before after ", "1", "4-", "`", "|", "(", "outage lasted ", "<!-- ",
    "token: a1b2C3d4 ",
)  # fmt: skip


def _survives(data: bytes) -> None:
    try:
        found = check_bytes(data, file="r.md")
    except HanseiError:
        return
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for one in found:
        assert 1 <= one.place.line <= lines
        assert one.message


@settings(suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    _survives(data)


@settings(suppress_health_check=list(HealthCheck))
@given(st.text(max_size=1500))
def test_any_text_inside_a_report(text: str) -> None:
    _survives((HEAD + text + "\n\n## Impact\n\n" + text).encode("utf-8", "replace"))


@pytest.mark.parametrize("seed", range(40))
def test_mutated_reports(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(CONFLICTS.encode())
    for _ in range(rng.randint(1, 30)):
        at = rng.randrange(len(data))
        match rng.randrange(4):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                del data[at : at + rng.randint(1, 60)]
            case 2:
                data[at:at] = data[at : at + rng.randint(1, 200)]
            case _:
                data[at:at] = rng.choice((b"|", b"\n", b"99:99", b"-1", b"\xff", b"0 %", b"\x00"))
    _survives(bytes(data))


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.strip()[:20])
def test_long_input_takes_linear_time(piece: str) -> None:
    def check(size: int) -> None:
        _survives((HEAD + piece * (size // len(piece))).encode())

    assert is_about_linear(check, 60_000, 180_000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "nothing is written"),
        (b" \n\t\n", "nothing is written"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (bytes(range(256)) * 40, "not text|encoding"),
        (b"x" * 100_000_000, "larger than"),
        (b"\n" * 300_000 + b"x", "more than 200,000 lines"),
    ],
    ids=["empty", "blank", "image", "binary", "100 MB", "endless"],
)
def test_what_is_no_report_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        check_bytes(data, file="r.md")


def test_other_encodings() -> None:
    wanted = sorted((one.rule, one.place.line) for one in check_bytes(CONFLICTS.encode(), file="r"))
    for encoding in ("utf-16", "utf-8-sig"):
        found = check_bytes(CONFLICTS.encode(encoding), file="r")
        assert sorted((one.rule, one.place.line) for one in found) == wanted
    latin = CONFLICTS.replace("–", "-").replace("login", "connexion échouée")
    assert check_bytes(latin.encode("cp1252"), file="r")


@pytest.mark.parametrize(
    "line",
    ["At 12:40 the status page was updated.", "It was recovered at 10:40 today.",
     "The outage lasted 8 minutes.", "Between 10:36 and 11:06 UTC requests failed.",
     "The status page was updated 8 minutes after detection."],
)  # fmt: skip
def test_many_claims_beside_many_events_take_linear_time(line: str) -> None:
    def check(count: int) -> None:
        events = "".join(
            f"- {10 + at % 2}:{at % 60:02d} alert acknowledged\n" for at in range(count)
        )
        data = f"# P\n\n## Timeline (CET)\n\n{events}\n## Impact\n\n" + f"{line}\n\n" * count
        _survives(data.encode())

    assert is_about_linear(check, 400, 1200)
