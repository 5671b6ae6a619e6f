"""Rules switched off: in place, on the command line's behalf, and in the configuration file."""

from __future__ import annotations

from pathlib import Path

import pytest

from hansei.checks import Settings, check_bytes, chosen
from hansei.checks.config import find_config, read_config
from hansei.domain.errors import UsageError
from hansei.domain.findings import Level
from tests.checks.finding import CONFLICTS, check

LINE = "- Duration of impact: 30 minutes (10:36–11:06 UTC)"


def _with(comment: str) -> set[str]:
    text = CONFLICTS.replace(LINE, f"<!-- {comment} -->\n{LINE}")
    number = text.splitlines().index(LINE) + 1
    return {one.rule for one in check(text) if one.place.line == number}


def test_a_comment_switches_a_rule_off_for_the_next_line() -> None:
    both = {"consistency/duration", "consistency/zone"}
    assert _with("a remark") == both
    assert _with("hansei-ignore consistency/zone: the vendor's clock") == {"consistency/duration"}
    assert _with("hansei-ignore consistency/*: rounded on purpose") == set()


def test_a_switch_without_a_reason_does_not_count() -> None:
    assert len(_with("hansei-ignore consistency/*")) == 2
    assert len(_with("hansei-ignore consistency/*:")) == 2


def test_a_file_switch() -> None:
    text = "<!-- hansei-ignore-file consistency/*: kept as published -->\n" + CONFLICTS
    assert check(text, "consistency/") == []


def test_rules_and_families_are_left_out_by_name() -> None:
    off = Settings(chosen(["consistency", "complete/owner,complete/due-year"], option="x"))
    found = {one.rule for one in check_bytes(CONFLICTS.encode(), file="r", settings=off)}
    assert found == {"complete/uncovered-factor", "complete/missing-milestone"}
    assert chosen(["blame/*"], option="x") == chosen(["blame"], option="x")
    with pytest.raises(UsageError, match="unknown rule 'blame/x'"):
        chosen(["blame/x"], option="--disable")


def _config(folder: Path, text: str) -> Path:
    path = folder / "hansei.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_configuration_is_found_upwards(tmp_path: Path) -> None:
    path = _config(tmp_path, 'zone = "Europe/Berlin"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_config(below) == path
    assert read_config(path).zone == "Europe/Berlin"


def test_rules_off_and_levels(tmp_path: Path) -> None:
    path = _config(
        tmp_path,
        '[check]\nfail-on = "error"\n[check.off]\n"leak/*" = "internal only"\n'
        '[check.level]\n"complete/due-year" = "error"\n',
    )
    config = read_config(path)
    assert config.fail_on == "error"
    found = check_bytes(CONFLICTS.encode(), file="r", settings=config.settings)
    levels = {one.level for one in found if one.rule == "complete/due-year"}
    assert levels == {Level.ERROR}
    assert "leak/secret" in config.settings.disabled


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[check.off]\n'leak/*' = ''\n", "needs its reason"),
        ("[check.off]\n'leak/*' = true\n", "needs its reason"),
        ("[check.off]\n'leek/*' = 'x'\n", "unknown rule"),
        ("[check.level]\n'leak/secret' = 'fatal'\n", "error, warning or note"),
        ("[check]\nfail-on = 'always'\n", "fail-on"),
        ("[check]\ncolour = 'red'\n", "unknown setting"),
        ("zone = 'Mars/Olympus'\n", "unknown time zone"),
        ("check = 1\n", "no table"),
        ("zone = \n", "hansei.toml"),
    ],
)
def test_a_wrong_configuration_is_refused_by_name(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        read_config(_config(tmp_path, text))
    assert "hansei.toml" in str(caught.value)
