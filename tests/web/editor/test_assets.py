"""The built scripts of the editor: they are what their sources give, and every part is named."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hansei.web.static_files import FOLDER, packed
from tests.house.tree import ROOT, SOURCE

ASSETS = SOURCE / "web" / "assets"
BUILT = FOLDER / "vendor" / "editor"


def _built() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ASSETS / "built.json").read_text("utf-8"))
    return found


def test_the_committed_files_are_those_that_were_built() -> None:
    found = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in BUILT.iterdir()}
    assert found == _built()["outputs"]


def test_their_sources_are_those_that_they_were_built_from() -> None:
    for name, digest in _built()["sources"].items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, (
            f"{name} was changed: run make assets"
        )


def test_the_lock_pins_every_part_by_its_digest() -> None:
    packages = json.loads((ASSETS / "package-lock.json").read_text("utf-8"))["packages"]
    direct = packages[""]["devDependencies"]
    for name, each in packages.items():
        if name:
            assert each["integrity"].startswith("sha512-"), name
            assert "resolved" not in each, name
    for name, version in direct.items():
        assert packages[f"node_modules/{name}"]["version"] == version, name
    for name, version in _built()["packages"].items():
        assert packages[f"node_modules/{name}"]["version"] == version, name


def test_the_notice_names_every_part() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for name in _built()["packages"]:
        assert name in notice


def test_nothing_of_it_is_evaluated_or_asked_of_another_host() -> None:
    for each in BUILT.iterdir():
        text = each.read_text("utf-8")
        assert "eval(" not in text
        assert "new Function" not in text
        assert "http://" not in text.replace("http://www.w3.org/", "")


def test_what_is_for_later_stands_in_files_of_its_own() -> None:
    """The core draws in neither what several people need nor what lays texts side by side."""
    shared = {"core.js": "EditorView", "room.js": "UndoManager", "merge.js": "MergeView"}
    for name, exported in shared.items():
        assert f"as {exported}" in (BUILT / name).read_text("utf-8").rpartition("export{")[2], name
    assert not {"./room.js", "./merge.js"} & set(_reached(BUILT / "core.js"))


def _reached(script: Path) -> set[str]:
    found = set(re.findall(r'(?:from|import)"(\./[^"]+)"', script.read_text("utf-8")))
    return found.union(*(_reached(script.parent / each) for each in found))


def test_every_script_compresses_for_the_way() -> None:
    for each in BUILT.iterdir():
        beside = Path(packed(), "vendor", "editor", f"{each.name}.gz")
        assert beside.stat().st_size < each.stat().st_size / 2


@pytest.mark.skipif(
    shutil.which("node") is None or not (ASSETS / "node_modules").is_dir(),
    reason="the packages of the editor are not installed: make assets",
)
def test_building_again_gives_the_same() -> None:
    done = subprocess.run(
        ["node", "build.js", "--check"], cwd=ASSETS, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
