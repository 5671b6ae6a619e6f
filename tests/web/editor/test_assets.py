"""The bundle of the editor: it is what its sources give, and every part of it is named."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from typing import Any

import pytest

from hansei.web.static_files import FOLDER
from tests.house.tree import ROOT, SOURCE

ASSETS = SOURCE / "web" / "assets"
BUNDLE = FOLDER / "vendor" / "editor.js"


def _built() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ASSETS / "built.json").read_text("utf-8"))
    return found


def test_the_committed_bundle_is_the_one_that_was_built() -> None:
    assert hashlib.sha256(BUNDLE.read_bytes()).hexdigest() == _built()["output"]


def test_its_sources_are_those_that_it_was_built_from() -> None:
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


def test_the_bundle_sets_no_style_element_and_evaluates_nothing() -> None:
    text = BUNDLE.read_text("utf-8")
    assert "eval(" not in text
    assert "new Function" not in text
    assert "http://" not in text.replace("http://www.w3.org/", "")


@pytest.mark.skipif(
    shutil.which("node") is None or not (ASSETS / "node_modules").is_dir(),
    reason="the bundle's packages are not installed: make assets",
)
def test_building_again_gives_the_same() -> None:
    done = subprocess.run(
        ["node", "build.js", "--check"], cwd=ASSETS, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
