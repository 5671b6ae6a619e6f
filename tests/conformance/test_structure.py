"""What the folder of a source or an output must hold, so that a new one needs no other edit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from hansei.outputs import registry as outputs
from hansei.outputs.base import Output
from hansei.sources import registry
from hansei.sources.base import Clock, Source
from tests.conformance.harness import FOLDER, fixtures_of

SOURCES = pytest.mark.parametrize("name", registry.names())


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def test_every_folder_is_a_source() -> None:
    folders = {each.name for each in FOLDER.iterdir() if each.is_dir()} - {"__pycache__"}
    assert folders == set(registry.names())


@SOURCES
def test_holds_what_a_source_holds(name: str) -> None:
    folder = FOLDER / name
    for part in ("__init__.py", "parse.py", "doc.md", "fixtures/LICENSES.md"):
        assert (folder / part).is_file(), part
    assert (folder / "__init__.py").read_text() == ""
    assert len((folder / "doc.md").read_text("utf-8").split()) >= 80


@SOURCES
def test_every_fixture_has_its_expected_output(name: str) -> None:
    fixtures = fixtures_of(name)
    assert fixtures
    wanted = {each.expected.name for each in fixtures}
    assert {each.name for each in (FOLDER / name / "expected").iterdir()} == wanted


@SOURCES
def test_names_itself(name: str) -> None:
    source = registry.source(name)
    assert isinstance(source, Source)
    assert source.name == name
    assert source.title.strip()
    assert source.shapes
    assert type(source.clock) is Clock


@SOURCES
def test_imports_no_other_source(name: str) -> None:
    others = tuple(f"hansei.sources.{each}" for each in registry.names() if each != name)
    for file in (FOLDER / name).glob("*.py"):
        for module in imported(file):
            assert not module.startswith("."), f"{file.name}: relative import"
            assert not any(module == each or module.startswith(f"{each}.") for each in others), (
                f"{file.name} imports {module}"
            )


@SOURCES
def test_does_no_input_or_output(name: str) -> None:
    """A parser is pure: files, network, processes and the clock are the intake's."""
    banned = {"os", "socket", "subprocess", "urllib", "http", "requests", "httpx", "time", "io"}
    for file in (FOLDER / name).glob("*.py"):
        roots = {module.partition(".")[0] for module in imported(file)} - {"urllib"}
        assert not roots & banned, f"{file.name} imports {roots & banned}"
        assert "urllib.request" not in set(imported(file)), file.name


def test_every_output_names_itself() -> None:
    assert outputs.names()
    for name in outputs.names():
        output = outputs.output(name)
        assert isinstance(output, Output)
        assert output.name == name
