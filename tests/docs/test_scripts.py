"""The lines of the guide for scripts, run in order against a server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests import stores
from tests.browser.served import Served, serving
from tests.docs.session import ROOT

_PAGE = ROOT / "docs" / "guide" / "scripts.md"
_BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
_ANSWERED = "== answered =="
_TOOLS = ("bash", "curl", "jq")
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, _TOOLS)), reason=f"the shown lines use {', '.join(_TOOLS)}"
)


class Shown(NamedTuple):
    """Lines of a shell, and the values that they print where that is shown."""

    lines: str
    prints: list[Any] | None


def _shown() -> list[Shown]:
    """All but the first, which names a server and a token."""
    found = _BLOCK.findall(_PAGE.read_text(encoding="utf-8"))
    assert "export HANSEI_SERVER" in found[0][0]
    return [Shown(lines, _values(prints) if prints else None) for lines, prints in found[1:]]


def _values(text: str) -> list[Any]:
    """The JSON values of a text, one after the other."""
    decoder, found, at = json.JSONDecoder(), [], 0
    text = text.strip()
    while at < len(text):
        value, end = decoder.raw_decode(text, at)
        found.append(value)
        at = end + len(text[end:]) - len(text[end:].lstrip())
    return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with stores.blank(tmp_path) as store, serving(store) as found:
        yield found


def test_every_line_does_what_is_shown(served: Served, tmp_path: Path) -> None:
    served.session("release-bot", "contributor")
    token = served.hansei("token", "create", "--user", "release-bot", "--scope", "write", "--quiet")
    work = tmp_path / "work"
    shutil.copytree(ROOT / "docs" / "guide" / "files", work)
    shutil.copytree(ROOT / "examples", work / "examples")
    shown = _shown()
    script = f"echo; echo '{_ANSWERED}'\n".join(["set -eu\n", *(each.lines for each in shown)])
    done = subprocess.run(
        ["bash", "-c", script], cwd=work, text=True, capture_output=True, timeout=120, check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HANSEI_SERVER": served.url,
             "HANSEI_TOKEN": token.strip()},
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout, done.stderr)
    _, *answers = done.stdout.split(_ANSWERED)
    for each, answer in zip(shown, answers, strict=True):
        if each.prints is not None:
            assert _values(answer) == each.prints, each.lines
