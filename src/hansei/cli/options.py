"""The commands and their options, as CLI.md promises them."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn, TypeAlias

from hansei import __version__
from hansei.cli.access_options import audit_options, token_options, user_options

_DESCRIPTION = """\
Turns an incident's scattered records into a blameless post-mortem.

  hansei draft FOLDER         exports in, a cited working draft out
  hansei check postmortem.md  what it contradicts, omits or blames
"""
_EPILOG = """\
Exit codes: 0 fine; 1 findings at or above the asked level, or rows refused; 2 unusable input.
`hansei COMMAND --help` tells a command's options.
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(2)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    main = _Parser(prog="hansei", description=_DESCRIPTION, epilog=_EPILOG,
                   formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    main.add_argument("--version", action="version", version=f"hansei {__version__}")
    commands = main.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _draft,
        _read,
        _check,
        _import,
        _adopt,
        _metrics,
        _effect,
        _similar,
        _review,
        _export,
        _serve,
        _jobs,
        _doctor,
        _access,
    ):
        add(commands)
    return main


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _command(commands: _Commands, name: str, module: str, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.set_defaults(handler=module)
    return command


def _common(command: argparse.ArgumentParser, formats: tuple[str, ...] = ("text", "json")) -> None:
    command.add_argument("--format", choices=formats, default="text",
                         help="text for people (default) or for programs")  # fmt: skip
    command.add_argument("--quiet", action="store_true", help="say nothing on standard error")


def _store(command: argparse.ArgumentParser) -> None:
    command.add_argument("--store", metavar="URL",
                         help="sqlite:///PATH or postgresql://... (default: HANSEI_STORE, else"
                         " SQLite in your data folder)")  # fmt: skip


def _place(command: argparse.ArgumentParser) -> None:
    """A store, or a server in its stead."""
    _store(command)
    command.add_argument("--server", metavar="URL",
                         help="work against a server (default: HANSEI_SERVER); HANSEI_TOKEN holds"
                         " the API token")  # fmt: skip


def _reading(command: argparse.ArgumentParser) -> None:
    command.add_argument("--zone", metavar="ZONE",
                         help="zone of bare times and of the draft, such as Europe/London"
                         " (default: UTC)")  # fmt: skip
    command.add_argument("--source-zone", metavar="SOURCE=ZONE", action="append", default=[],
                         help="zone of one source's bare times; may be repeated")  # fmt: skip
    command.add_argument("--source", metavar="NAME",
                         help="read every file as this source, recognised or not")  # fmt: skip
    command.add_argument("--map", metavar="ROLE=COLUMN", action="append", default=[],
                         help="columns of a CSV or JSON file, such as time=occurred,"
                         " text=what; may be repeated")  # fmt: skip


def _draft(commands: _Commands) -> None:
    command = _command(commands, "draft", "draft", "exports in, a post-mortem draft out")
    command.add_argument("paths", nargs="+", metavar="PATH",
                         help="folders, archives or files; - is standard input")  # fmt: skip
    command.add_argument("-o", "--output", metavar="DIR",
                         help="where the result goes (default: NAME-postmortem)")  # fmt: skip
    command.add_argument("--variant", default=None, metavar="NAME",
                         help="incident (default), one-pager, project-launch, status-page,"
                         " regulated")  # fmt: skip
    command.add_argument("--template", action="append", default=[], metavar="FILE",
                         help="a variant of your own as TOML; may be repeated")  # fmt: skip
    command.add_argument("--module", action="append", default=[], metavar="NAME",
                         help="an optional section: feedback, cost, compliance, dependencies,"
                         " communication")  # fmt: skip
    command.add_argument("--title", help="the post-mortem's title")
    command.add_argument("--from", dest="since", metavar="TIME", help="start of the incident")
    command.add_argument("--until", metavar="TIME", help="end of the incident")
    command.add_argument("--no-store", action="store_true", help="leave the store alone")
    command.add_argument("--all-events", action="store_true",
                         help="put noise into the JSON too")  # fmt: skip
    _reading(command)
    _place(command)
    _common(command)


def _read(commands: _Commands) -> None:
    command = _command(commands, "read", "read", "existing post-mortems in, the model out")
    command.add_argument("files", nargs="+", metavar="FILE",
                         help="files, folders, or - for standard input")  # fmt: skip
    command.add_argument("--zone", metavar="ZONE", help="zone of bare times")
    _common(command)


def _check(commands: _Commands) -> None:
    command = _command(commands, "check", "check", "contradictions, gaps, blame and leaks")
    command.add_argument("files", nargs="*", metavar="FILE")
    command.add_argument("--postmortem", metavar="ID", help="one in the store instead of a file")
    command.add_argument("--zone", metavar="ZONE", help="zone of bare times")
    command.add_argument("--config", metavar="FILE",
                         help="instead of the hansei.toml nearest to each file")  # fmt: skip
    command.add_argument("--fail-on", choices=("error", "warning", "note", "never"),
                         default=None,
                         help="lowest level that exits with 1 (default: warning)")  # fmt: skip
    command.add_argument("--disable", action="append", default=[], metavar="RULE",
                         help="leave a rule or family out, such as blame/hindsight")  # fmt: skip
    command.add_argument("--fix", action="store_true",
                         help="mend in the files what can be mended without changing a fact,"
                         " and report what is left")  # fmt: skip
    command.add_argument(
        "--diff",
        action="store_true",
        help="only show what --fix would change; exits with 1 if anything",
    )
    _place(command)
    _common(command, ("text", "json", "sarif", "github", "junit"))


def _import(commands: _Commands) -> None:
    command = _command(commands, "import", "importing", "records into the store, each once")
    command.add_argument("paths", nargs="+", metavar="FILE",
                         help="folders, archives or files; - is standard input")  # fmt: skip
    _reading(command)
    _place(command)
    _common(command)


def _adopt(commands: _Commands) -> None:
    command = _command(commands, "adopt", "adopting",
                       "an archive in: each report and incident on its own")  # fmt: skip
    command.add_argument("paths", nargs="+", metavar="PATH",
                         help="folders, archives or files of past incidents")  # fmt: skip
    command.add_argument("--service", default="", metavar="NAME",
                         help="the service of reports that name none")  # fmt: skip
    _reading(command)
    _place(command)
    _common(command)


def _metrics(commands: _Commands) -> None:
    command = _command(commands, "metrics", "metrics", "figures with n, missing and intervals")
    groups = ("all", "service", "team", "severity", "cause", "month", "quarter")
    command.add_argument("--by", choices=groups, default=None, help="one row for each of these")
    command.add_argument("--figure", action="append", metavar="NAME",
                         help="this figure instead of the usual five; may be repeated")  # fmt: skip
    command.add_argument("--availability", action="store_true",
                         help="services against what was promised, instead of figures")  # fmt: skip
    command.add_argument("--window", metavar="WINDOW",
                         help="for --availability: 30d, 2026-03, 2026Q1 or 2026")  # fmt: skip
    for each in ("service", "team", "severity", "cause"):
        command.add_argument(f"--{each}", action="append", metavar="NAME",
                             help=f"incidents of this {each}; may be repeated")  # fmt: skip
    command.add_argument("--from", dest="since", metavar="DATE", help="incidents from then on")
    command.add_argument("--until", metavar="DATE", help="incidents before then")
    _place(command)
    _common(command)


def _effect(commands: _Commands) -> None:
    command = _command(commands, "effect", "effect", "whether an action worked, if one can tell")
    command.add_argument("action", metavar="ACTION", help="the action's number, as in its address")
    _place(command)
    _common(command)


def _review(commands: _Commands) -> None:
    command = _command(commands, "review", "review", "a quarter: its figures, charts and incidents")
    command.add_argument("--quarter", metavar="QUARTER",
                         help="such as 2026Q3 (default: the newest that is over)")  # fmt: skip
    for each in ("service", "team", "severity"):
        command.add_argument(f"--{each}", metavar="NAME", help=f"incidents of this {each}")
    command.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    _place(command)
    _common(command, ("text", "json", "html", "pdf"))


def _similar(commands: _Commands) -> None:
    command = _command(commands, "similar", "similar", "past incidents that one is like, and why")
    command.add_argument("incident", metavar="INCIDENT",
                         help="its number, as in its address, or its post-mortem's"
                         " (PM-12)")  # fmt: skip
    _place(command)
    _common(command)


def _export(commands: _Commands) -> None:
    command = _command(commands, "export", "export", "one post-mortem out of the store")
    command.add_argument("id", metavar="ID", help="the post-mortem's number")
    command.add_argument("--format", required=True, metavar="FORMAT",
                         help="markdown, json, html, ics, statuspage")  # fmt: skip
    command.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    command.add_argument("--quiet", action="store_true", help="say nothing on standard error")
    _place(command)


def _serve(commands: _Commands) -> None:
    command = _command(commands, "serve", "serve", "the web application on the same store")
    command.add_argument("--host", default="127.0.0.1", metavar="ADDRESS",
                         help="where to listen (default: this machine alone)")  # fmt: skip
    command.add_argument("--port", type=_port, default=8000, help="default: 8000")
    command.add_argument("--workers", type=int, choices=range(1, 65), metavar="N",
                         help="processes that answer (default: 2; 1 on one processor)")  # fmt: skip
    command.add_argument("--no-jobs", action="store_true",
                         help="leave jobs to `hansei jobs run` elsewhere")  # fmt: skip
    command.add_argument("--quiet", action="store_true", help="say nothing on standard error")
    _store(command)


def _jobs(commands: _Commands) -> None:
    command = _command(commands, "jobs", "jobs", "reminders and other work beside the pages")
    command.add_argument("action", choices=("run", "list", "retry"),
                         help="do them until stopped, show them, or try one again")  # fmt: skip
    command.add_argument("--id", type=int, metavar="N", help="the job to retry, as listed")
    command.add_argument("--state", choices=("waiting", "running", "done", "dead"),
                         help="list only these")  # fmt: skip
    command.add_argument("--workers", type=int, default=2, choices=range(1, 33), metavar="N",
                         help="jobs done at the same time (default: 2)")  # fmt: skip
    command.add_argument("--once", action="store_true",
                         help="do what is due now, then end")  # fmt: skip
    _store(command)
    _common(command)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


def _doctor(commands: _Commands) -> None:
    command = _command(commands, "doctor", "doctor", "what is configured, reachable, migrated")
    _place(command)
    _common(command)


def _access(commands: _Commands) -> None:
    for name, options, place, text in (
        ("user", user_options, _store, "accounts of the web application"),
        ("token", token_options, _store, "keys to the API"),
        ("audit", audit_options, _place, "whether the audit trail is whole"),
    ):
        command = _command(commands, name, name, text)
        options(command)
        place(command)
        _common(command)
