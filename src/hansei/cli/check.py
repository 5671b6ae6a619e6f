"""`hansei check`: contradictions, gaps, blame and leaks of post-mortem files."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TextIO

from hansei.checks import Settings, check_bytes, chosen
from hansei.checks.config import Config, find_config, read_config
from hansei.cli.inputs import STDIN, bytes_of, files_of, shown
from hansei.cli.terminal import Console
from hansei.cli.zones import zone_of
from hansei.domain.errors import InputError, Unreadable, UsageError
from hansei.domain.findings import Finding, Level
from hansei.domain.redact import LEAKED_KEY, concealed, secret_values
from hansei.reading import decode

_WRITERS = {"text": "findings_text", "json": "findings_json", "sarif": "findings_sarif",
            "github": "findings_github", "junit": "findings_junit"}  # fmt: skip


class Checked(NamedTuple):
    """One file: its findings, or why it could not be read, and its lines for showing them."""

    file: str
    findings: list[Finding]
    lines: Sequence[str] = ()
    failure: str = ""


def run(options: argparse.Namespace) -> int:
    """The command. Exit 1 for findings at or above the asked level, 2 for unreadable input."""
    if bool(options.postmortem) == bool(options.files):
        raise UsageError("check: give files, folders or - for standard input, or --postmortem ID")
    if options.fix and (options.postmortem or STDIN in options.files):
        raise UsageError("check: --fix mends files; --diff shows what it would change elsewhere")
    if options.diff and (options.postmortem or options.format != "text"):
        raise UsageError("check: --diff is for files, and has no other format")
    checking = _Run(options)
    if options.diff:
        return checking.differences(sys.stdout)
    writer = import_module(f"hansei.cli.{_WRITERS[options.format]}")
    writer.write(checking.results(), sys.stdout)
    if not checking.files:
        raise Unreadable("no report in it", place=", ".join(map(shown, options.files[:3])))
    if options.format == "text":
        Console(quiet=options.quiet).say(checking.summary())
    return 2 if checking.failed else int(checking.found)


class _Run:
    """One run over all files, and what came of it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._names = options.files
        self._stored = options.postmortem
        self._options = options
        self._fail_on = options.fail_on
        self._off = chosen(options.disable, option="--disable")
        self._fix = options.fix
        self._console = Console(quiet=options.quiet)
        self._zone = zone_of(options.zone)
        self._configs = _Configs(options.config)
        self._levels: Counter[Level] = Counter()
        self.files = 0
        self.failed = False
        self.found = False

    def results(self) -> Iterator[Checked]:
        """Each file as it is checked."""
        if self._stored:
            config = self._configs.of(STDIN)
            data = _kept(self._options)
            found = _checked(f"PM {self._stored}", data, self._zone_for(config), config, self._off)
            yield self._counted(found, config)
            return
        for name in files_of(self._names):
            config = self._configs.of(name)
            yield self._counted(self._checked(name, config), config)

    def differences(self, stream: TextIO) -> int:
        """Writes what the fixes of each file would change. The exit code: 1 for any."""
        from hansei.cli.fixing import diff_of  # slow to load, and seldom needed

        changed = False
        for name in files_of(self._names):
            config = self._configs.of(name)
            try:
                text, _ = diff_of(name, self._zone_for(config), _settings(config, self._off))
            except (InputError, OSError) as error:
                self._counted(_failed(shown(name), error), config)
                continue
            stream.write(text)
            changed = changed or bool(text)
        return 2 if self.failed else int(changed)

    def _checked(self, name: str, config: Config) -> Checked:
        file = shown(name)
        try:
            if self._fix:
                from hansei.cli.fixing import fix_file  # slow to load, and seldom needed

                settings = _settings(config, self._off)
                data = fix_file(name, self._zone_for(config), settings, self._console)
            else:
                data = bytes_of(name)
        except (InputError, OSError) as error:
            return _failed(file, error)
        return _checked(file, data, self._zone_for(config), config, self._off)

    def _zone_for(self, config: Config) -> tzinfo | None:
        return self._zone or zone_of(config.zone)

    def _counted(self, result: Checked, config: Config) -> Checked:
        limit = _limit(self._fail_on or config.fail_on or "warning")
        self.files += 1
        self._levels.update(each.level for each in result.findings)
        self.found = self.found or any(each.level.rank >= limit for each in result.findings)
        if result.failure:
            self.failed = True
            print(f"hansei: {result.failure}", file=sys.stderr)
        return result

    def summary(self) -> str:
        """How many findings of each level, in how many files."""
        parts = [f"{self._levels[each]} {each.value}{'s' * (self._levels[each] != 1)}"
                 for each in Level]  # fmt: skip
        return f"{', '.join(parts)} in {self.files} file{'s' * (self.files != 1)}"


def _limit(fail_on: str) -> int:
    return 9 if fail_on == "never" else Level(fail_on).rank


def _settings(config: Config, off: frozenset[str]) -> Settings:
    return Settings(config.settings.disabled | off, config.settings.levels)


def _checked(
    file: str, data: bytes, zone: tzinfo | None, config: Config, off: frozenset[str]
) -> Checked:
    try:
        found = check_bytes(data, file=file, zone=zone, settings=_settings(config, off))
        return Checked(file, found, _lines(data, file, found))
    except (InputError, OSError) as error:
        return _failed(file, error)


def _failed(file: str, error: Exception) -> Checked:
    reason = error.strerror if isinstance(error, OSError) else None
    text = " ".join(str(reason or error).split())
    return Checked(file, [], failure=text if file in text else f"{file}: {text}")


def _kept(options: argparse.Namespace) -> bytes:
    """A post-mortem of the store or server as its Markdown. Raises NotFound for an unknown one."""
    from hansei.cli.remote import remote

    if server := remote(options):
        return server.markdown(options.postmortem)
    from hansei.outputs.markdown.render import render_markdown
    from hansei.project.boot import open_store

    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.postmortem.selectors import document_of, post_mortem

    found = post_mortem(actor=command_line(), number_or_id=options.postmortem)
    return render_markdown(document_of(found)).encode()


def _lines(data: bytes, file: str, found: Sequence[Finding]) -> Sequence[str]:
    """The lines as they may be shown: without the secrets that were found in them."""
    if not found:
        return ()
    text = decode(data, file=file)
    if any(each.rule == LEAKED_KEY for each in found):
        text = concealed(text, secret_values(text))
    return text.split("\n")


class _Configs:
    """The configuration of each file's folder, each read once."""

    def __init__(self, given: str | None) -> None:
        self._given = read_config(Path(given)) if given else None
        self._known: dict[Path, Config] = {}

    def of(self, name: str) -> Config:
        if self._given:
            return self._given
        folder = Path.cwd() if name == STDIN else Path(name).parent
        known = self._known.get(folder)
        if known is None:
            path = find_config(folder)
            known = self._known[folder] = read_config(path) if path else Config()
        return known
