"""Rule 1: imports run one way, and the domain is plain Python."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from typing import Any

import pytest

from tests.house.tree import ROOT, at, imports_of, modules, under

_TYPED_DATA = frozenset({"msgspec"})
_NUMBERS = frozenset({"numpy", "scipy"})  # ADR 0009: in `domain/learning` alone


def _contracts() -> list[dict[str, Any]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return found


def _layers() -> list[list[str]]:
    (contract,) = (each for each in _contracts() if each["type"] == "layers")
    return [[name.strip(" ()") for name in re.split("[|:]", layer)] for layer in contract["layers"]]


def _layer_of(name: str, layers: list[list[str]]) -> tuple[int, str] | None:
    for level, names in enumerate(layers):
        for each in names:
            if name == each or name.startswith(f"{each}."):
                return level, each
    return None


def test_no_module_imports_a_layer_above_or_beside_its_own() -> None:
    layers = _layers()
    wrong = []
    for module in modules():
        mine = _layer_of(module.name, layers)
        for each in imports_of(module) if mine else ():
            theirs = _layer_of(each.dotted, layers)
            if mine and theirs and theirs != mine and theirs[0] <= mine[0]:
                wrong.append(f"{at(module, each.line)} imports {each.dotted}")
    assert not wrong, "\n".join(wrong)


def test_every_package_has_its_layer() -> None:
    layers = _layers()
    packages = {".".join(each.name.split(".")[:2]) for each in modules()} - {"hansei"}
    assert {name for name in packages if not _layer_of(name, layers)} <= {"hansei.__main__"}


def test_the_import_linters_contracts_hold() -> None:
    if find_spec("importlinter") is None:
        pytest.skip("import-linter is not installed; `make imports` runs it")
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"  # noqa: E501
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": "src"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_domain_imports_the_standard_library_and_typed_data_only() -> None:
    allowed = sys.stdlib_module_names | _TYPED_DATA
    wrong = [
        f"{at(module, each.line)} imports {each.dotted}"
        for module in under("domain")
        for each in imports_of(module)
        if each.module.partition(".")[0] not in allowed
        and not (
            module.name.startswith("hansei.domain.learning.")
            and each.module.partition(".")[0] in _NUMBERS
        )
        and not f"{each.dotted}.".startswith("hansei.domain.")
    ]
    assert not wrong, "\n".join(wrong)


def test_the_domain_does_no_input_or_output() -> None:
    doing = {"socket", "subprocess", "urllib", "http", "sqlite3", "tempfile", "shutil", "logging"}
    wrong = [
        f"{at(module, each.line)} imports {each.dotted}"
        for module in under("domain")
        for each in imports_of(module)
        if each.module.partition(".")[0] in doing and each.module != "urllib.parse"
    ]
    assert not wrong, "\n".join(wrong)
