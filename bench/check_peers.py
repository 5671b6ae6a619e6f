"""The prose linters that people use, each installed into a work folder and called as its users do.

Versions are fixed. Packages come from npm and PyPI by their ordinary clients as they are set up on
the machine; npm runs no install scripts. A peer that cannot be installed is named as not measured.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_NPM = {
    "alex": "11.0.1",
    "write-good": "1.0.8",
    "textlint": "15.8.0",
    "textlint-rule-alex": "5.0.0",
    "textlint-rule-write-good": "2.0.0",
    "harper.js": "2.10.0",
}
_PROSELINT = "0.16.0"
_RULES = {"rules": {"alex": True, "write-good": True}}
_HARPER = """import { readFileSync } from "node:fs";
import { LocalLinter } from "harper.js";
import { binaryInlined } from "harper.js/binaryInlined";
const linter = new LocalLinter({ binary: binaryInlined });
await linter.setup();
for (const file of process.argv.slice(2)) {
  const found = await linter.lint(readFileSync(file, "utf8"), { language: "markdown" });
  console.log(file, found.length);
}
"""
VALE = "not measured: its packages hold no binary and fetch one while they install"


class Peer(NamedTuple):
    """A linter's command, to which files are added; or why there is none."""

    name: str
    command: list[str]
    missing: str = ""


def peers(work: Path) -> list[Peer]:
    """Every peer, installed under `work` unless it is there already."""
    work.mkdir(parents=True, exist_ok=True)
    lacking = _install_npm(work)
    bin_ = work / "node_modules" / ".bin"
    node = {
        f"alex {_NPM['alex']}": [str(bin_ / "alex"), "--quiet"],
        f"write-good {_NPM['write-good']}": [str(bin_ / "write-good")],
        f"textlint {_NPM['textlint']} (rules alex, write-good)": [
            str(bin_ / "textlint"), "--config", str(work / ".textlintrc.json"),
        ],
        f"harper.js {_NPM['harper.js']}": ["node", str(work / "harper.mjs")],
    }  # fmt: skip
    found = [Peer(name, [] if lacking else command, lacking) for name, command in node.items()]
    return [*found, _proselint(work), Peer("vale", [], VALE)]


def _install_npm(work: Path) -> str:
    """Why the packages of npm are not there; empty when they are."""
    if shutil.which("npm") is None:
        return "not measured: no npm on this machine"
    wanted = json.dumps({"private": True, "dependencies": _NPM}, indent=1)
    manifest = work / "package.json"
    (work / ".textlintrc.json").write_text(json.dumps(_RULES))
    (work / "harper.mjs").write_text(_HARPER)
    if (work / "node_modules" / "alex").is_dir() and manifest.read_text() == wanted:
        return ""
    manifest.write_text(wanted)
    call = ["npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"]
    return _done(call, work)


def _proselint(work: Path) -> Peer:
    name = f"proselint {_PROSELINT}"
    folder = work / "proselint"
    command = folder / "bin" / "proselint"
    missing = ""
    if not command.exists():
        venv.create(folder, with_pip=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        missing = _done([*pip, f"proselint=={_PROSELINT}"], work)
    return Peer(name, [] if missing else [str(command), "check"], missing)


def _done(call: list[str], work: Path) -> str:
    done = subprocess.run(call, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return f"not measured: {Path(call[0]).name} failed: {last[:120]}"


def named(peer: Peer) -> Mapping[str, str]:
    """A peer that was not measured, for the results."""
    return {"tool": peer.name, "missing": peer.missing}
