"""Rule 2: a new source or output is one new folder, and nothing else is edited."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from hansei.outputs import registry as outputs
from hansei.sources import registry as sources
from tests.house.tree import ROOT, SOURCE, at, imports_of, modules, nodes_of, strings, under

_REGISTRIES = (SOURCE / "sources" / "registry.py", SOURCE / "outputs" / "registry.py")


def _folders(package: str, part: str) -> set[str]:
    return {each.parent.name for each in (SOURCE / package).glob(f"*/{part}")}


def test_sources_and_outputs_are_found_by_their_folders() -> None:
    assert set(sources.names()) == _folders("sources", "parse.py")
    assert set(outputs.names()) == _folders("outputs", "render.py")
    assert len(sources.names()) >= 8
    assert len(outputs.names()) >= 4


@pytest.mark.parametrize("path", _REGISTRIES, ids=lambda path: path.parent.name)
def test_a_registry_names_nothing(path: Path) -> None:
    known = {*sources.names(), *outputs.names()}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value not in known
        if isinstance(node, ast.ImportFrom) and node.module:
            assert not known & set(node.module.split("."))


def test_nothing_lists_the_sources() -> None:
    """A list, tuple, set or dict with most of the sources in it would need an edit for a new one.

    Roles that some of them have (chats relay, checks look from outside) name a few.
    """
    known = set(sources.names()) - {"generic"}
    for module in modules():
        for node in nodes_of(module.tree):
            elements: list[ast.expr | None] = []
            if isinstance(node, ast.List | ast.Tuple | ast.Set):
                elements = list(node.elts)
            elif isinstance(node, ast.Dict):
                elements = [*node.keys, *node.values]
            named = {each.value for each in elements if isinstance(each, ast.Constant)} & known
            assert len(named) < len(known) / 2, at(module, getattr(node, "lineno", 0))


def test_nothing_outside_imports_one_source() -> None:
    """Among the sources themselves the conformance suite looks."""
    for module in modules():
        if module.name.startswith("hansei.sources."):
            continue
        for each in imports_of(module):
            package, _, rest = each.dotted.partition("sources.")
            named = package == "hansei." and rest.partition(".")[0] in sources.names()
            assert not named, at(module, each.line)


@pytest.mark.parametrize("name", sources.names())
def test_a_source_folder_has_its_shape(name: str) -> None:
    folder = SOURCE / "sources" / name
    for part in ("__init__.py", "parse.py", "doc.md", "fixtures", "expected"):
        assert (folder / part).exists(), f"{name}/{part}"
    assert sources.source(name).name == name


@pytest.mark.parametrize("name", outputs.names())
def test_an_output_folder_has_its_shape(name: str) -> None:
    assert (SOURCE / "outputs" / name / "__init__.py").exists()
    output = outputs.output(name)
    assert output.name == name
    assert output.title
    assert "/" not in output.file_name


def test_parse_is_pure() -> None:
    """A source opens no file, asks no clock and goes to no network (`sources.base`)."""
    doing = ("socket", "subprocess", "requests", "http", "urllib.request", "os", "tempfile")
    for module in under(*(f"sources.{name}" for name in sources.names())):
        for each in imports_of(module):
            assert each.module not in doing, f"{at(module, each.line)} imports {each.module}"
        for text, line in strings(module.tree):
            assert not text.startswith(str(ROOT)), at(module, line)
