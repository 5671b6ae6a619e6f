"""The repository as the house rules see it: its files, parsed once."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "hansei"
DOORS = ("cli", "web", "api", "mcp")


class Module(NamedTuple):
    """A Python file with its dotted name ("hansei.cli.main") and its tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts


class Import(NamedTuple):
    """One import. `runtime` is False for what only a type checker sees."""

    module: str
    name: str
    runtime: bool
    line: int

    @property
    def dotted(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, parsed(path)))
    return tuple(found)


def under(*packages: str) -> Iterator[Module]:
    """The modules inside some packages of hansei ("domain", "cli")."""
    wanted = tuple(f"hansei.{each}" for each in packages)
    for module in modules():
        if module.name in wanted or module.name.startswith(tuple(f"{each}." for each in wanted)):
            yield module


@cache
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a tree; whole modules are asked for many times."""
    return tuple(ast.walk(tree))


@cache
def imports_of(module: Module) -> tuple[Import, ...]:
    """All imports of a module, those inside functions too, relative ones resolved."""
    return tuple(_imports(module))


def _imports(module: Module) -> Iterator[Import]:
    nodes = nodes_of(module.tree)
    typing_only = {
        id(inner)
        for node in nodes
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in nodes:
        runtime = id(node) not in typing_only
        if isinstance(node, ast.Import):
            for each in node.names:
                yield Import(each.name, "", runtime, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for each in node.names:
                yield Import(base, each.name, runtime, node.lineno)


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    if module.path.name != "__init__.py":
        parts = parts[:-1]
    parts = parts[: len(parts) - (node.level - 1)]
    return ".".join([*parts, node.module] if node.module else parts)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of what is called ("execute" of `cursor.execute`)."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


def strings(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every string that is no docstring, with its line."""
    docstrings = {
        id(node.body[0].value)
        for node in nodes_of(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes_of(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [] if id(node) in docstrings else [(node.value, node.lineno)]


def at(module: Module, line: int) -> str:
    return f"{module.path.relative_to(ROOT)}:{line}"


@cache
def committed() -> tuple[Path, ...]:
    """The files under version control that are there; skips where this is no working copy."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git working copy, so nothing tells which files are committed")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=60
    ).stdout
    paths = (ROOT / name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name)
    return tuple(path for path in paths if path.is_file())
