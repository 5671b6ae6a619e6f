"""Small rooms, quiet ones, and each with its name on the door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, at, calls, nodes_of, parsed, under

MOST_LINES, MOST_OF_FUNCTION = 400, 60
_SHOWN = 10
_PURE = ("domain", "sources", "reading", "outputs")
_CLOCKS = frozenset({"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"})


def _files() -> Iterator[Path]:
    for folder in ("src", "tests", "bench"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def _longest(sizes: list[tuple[int, str]], what: str) -> list[tuple[int, str]]:
    ordered = sorted(sizes, reverse=True)
    print(f"the longest {what}:")
    for size, name in ordered[:_SHOWN]:
        print(f"  {size:4} {name}")
    return ordered


def test_no_file_is_too_long() -> None:
    sizes = [(len(path.read_text("utf-8").splitlines()), str(path.relative_to(ROOT)))
             for path in _files() if "migrations" not in path.parts]  # fmt: skip
    assert _longest(sizes, "files")[0][0] <= MOST_LINES


def test_no_function_is_too_long() -> None:
    sizes = [
        ((node.end_lineno or node.lineno) - node.lineno + 1,
         f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
        for path in _files()
        for node in nodes_of(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]  # fmt: skip
    assert _longest(sizes, "functions")[0][0] <= MOST_OF_FUNCTION


def test_every_module_of_the_package_says_what_it_is() -> None:
    for module in under(*_PURE, "cli", "project", "audit", "timeline", "postmortem", "accounts"):
        if module.tree.body and not module.is_migration and module.path.name != "apps.py":
            assert ast.get_docstring(module.tree), at(module, 1)


def test_every_public_thing_of_the_domain_is_described() -> None:
    bare = []
    for module in under("domain"):
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                inherits = isinstance(node, ast.ClassDef) and _says_all(node)
                if not ast.get_docstring(node) and not inherits:
                    bare.append(f"{at(module, node.lineno)} {node.name}")
    assert not bare, "\n".join(bare)


def _says_all(node: ast.ClassDef) -> bool:
    """An error of the tree drawn in its module, or an enumeration whose names say it."""
    bases = {ast.unparse(base) for base in node.bases}
    return bool(bases & {"StrEnum", "InputError", "HanseiError"})


def test_only_the_command_line_prints() -> None:
    for module in under(*_PURE, "project", "audit", "timeline", "postmortem", "accounts", "checks"):
        for name, call in calls(module.tree):
            assert name != "print", at(module, call.lineno)


def test_the_pure_parts_have_no_clock() -> None:
    for module in under("domain", "reading", "outputs", "sources"):
        for name, call in calls(module.tree):
            if name in _CLOCKS and isinstance(call.func, ast.Attribute):
                owner = ast.unparse(call.func.value)
                assert owner not in {"datetime", "time", "date", "datetime.datetime"}, (
                    f"{at(module, call.lineno)} asks the clock: {owner}.{name}"
                )


def test_chance_has_a_seed() -> None:
    for module in under(*_PURE):
        for name, call in calls(module.tree):
            if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "random":
                assert name == "Random", at(module, call.lineno)
                assert call.args, at(module, call.lineno)
