"""docs/reference/cli.md: the commands and options, from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from hansei.cli.options import parser
from tests.docs.tables import code, page, table

_INTRO = """\
`hansei COMMAND --help` prints the same on the terminal. Results go to standard output, everything
meant for people to standard error. `-` as a path is standard input. Progress and colour appear on a
terminal only; `NO_COLOR` turns colour off, `FORCE_COLOR` turns it on."""

_EXIT_CODES = """\
## Exit codes

| code | meaning |
| --- | --- |
| 0 | fine |
| 1 | findings at or above the asked level, rows that were refused, or a fault that `doctor` found |
| 2 | wrong usage or unusable input: one line on standard error says what and where |

The codes inside error messages and JSON are listed in [errors](errors.md)."""

_ENVIRONMENT = (
    (
        "HANSEI_STORE",
        "the store where `--store` is not given: a path, `sqlite:///PATH` or"
        " `postgresql://USER@HOST/DATABASE`",
    ),
    (
        "HANSEI_SERVER",
        "the server to work against where neither `--server` nor `--store` is given, as browsers"
        " reach it: reading and showing stay on this machine, keeping and drafting are the"
        " server's",
    ),
    (
        "HANSEI_TOKEN",
        "the API token that is shown to the server; it stands in no option, and no message repeats"
        " it",
    ),
    (
        "HANSEI_ALLOW_HTTP",
        "`1` lets the token travel unencrypted (`http://`) to another machine",
    ),
    (
        "HANSEI_BUSY_S",
        "whole seconds to wait for a store that another process is writing to (default 20)",
    ),
    ("XDG_DATA_HOME", "the folder above the default store (default `~/.local/share`)"),
    ("NO_COLOR", "colour off"),
    ("FORCE_COLOR", "colour on, also where no terminal is"),
)


def commands() -> Mapping[str, argparse.ArgumentParser]:
    """Every command's parser by name."""
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def render() -> str:
    """The page."""
    known = commands()
    listing = table(
        ("command", "does"), ((f"[{name}](#hansei-{name})", _does(name)) for name in known)
    )
    parts = [_section(name, each) for name, each in known.items()]
    environment = "## Environment\n\n" + table(
        ("variable", "meaning"), ((code(name), text) for name, text in _ENVIRONMENT)
    )
    return page("The command line", _INTRO, listing, *parts, _EXIT_CODES, environment)


def _does(name: str) -> str:
    return commands()[name].description or ""


def _section(name: str, command: argparse.ArgumentParser) -> str:
    usage = " ".join(command.format_usage().split()).removeprefix("usage: ")
    rows = table(("argument", "meaning", "default"), _rows(command))
    return f"## hansei {name}\n\n{command.description}\n\n```\n{usage}\n```\n\n{rows}"


def _rows(command: argparse.ArgumentParser) -> Iterator[tuple[str, str, str]]:
    for action in command._actions:
        if not isinstance(action, argparse._HelpAction):
            yield _names(action), _meaning(action), _default(action)


def _names(action: argparse.Action) -> str:
    metavar = str(action.metavar or action.dest).upper()
    if not action.option_strings:
        many = {"+": " ...", "*": " ... (or none)"}.get(str(action.nargs), "")
        return code(metavar) + many
    value = "" if action.nargs == 0 else f" {metavar if not action.choices else 'NAME'}"
    return ", ".join(code(f"{each}{value}") for each in action.option_strings)


def _meaning(action: argparse.Action) -> str:
    text = action.help or _UNSAID.get(action.dest, "")
    if action.choices:
        choices = ", ".join(code(str(each)) for each in action.choices)
        text = f"{text}: {choices}" if text else f"one of {choices}"
    return text


# What the help on the terminal leaves to the name of the argument.
_UNSAID = {
    "files": "files or folders; `-` is standard input",
    "paths": "folders, archives or files; `-` is standard input",
    "since": "not before",
    "until": "not after",
}


def _default(action: argparse.Action) -> str:
    if action.required and action.option_strings:
        return "(required)"
    if action.nargs == 0 or action.default in (None, [], argparse.SUPPRESS):
        return ""
    return code(str(action.default))
