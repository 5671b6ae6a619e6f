"""Every `hansei ...` line that the documentation shows is one that Hansei takes."""

from __future__ import annotations

import pytest

from hansei.cli.options import parser
from tests.docs import shown
from tests.docs.command_line import commands
from tests.docs.session import session

_COMMANDS = shown.commands()
_KNOWN = [
    each
    for each in _COMMANDS
    if each.words[-1] not in ("--help", "--version")
    and not (len(each.words) == 2 and each.words[1] in commands())
]


def test_there_are_commands_to_look_at() -> None:
    assert len(_KNOWN) > 20


@pytest.mark.parametrize("command", _KNOWN, ids=lambda each: f"{each.page}: {' '.join(each.words)}")
def test_command_line_is_taken(command: shown.Command) -> None:
    options = parser().parse_args(command.words[1:])
    assert options.handler


def test_draft_lines_run_on_the_example() -> None:
    lines = {_on_the_example(each.words) for each in _KNOWN if each.words[1] == "draft"}
    with session() as reader:
        for line in sorted(lines):
            shown_text = reader.run(f"rm -rf out; {line}; echo exit $?")
            assert shown_text.endswith("exit 0"), f"{line}\n{shown_text}"


def _on_the_example(words: tuple[str, ...]) -> str:
    """The same options over the example, leaving the store alone."""
    given = parser().parse_args(words[1:])
    paths = set(given.paths)
    kept = [word for word in words if word not in paths and word not in ("--no-store", "--quiet")]
    for option in ("--store", "--source", "-o", "--output"):
        if option in kept:
            at = kept.index(option)
            del kept[at : at + 2]
    return " ".join((*map(_quoted, kept), "examples/checkout-outage", "--no-store", "-o", "out"))


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
