"""Rule 3: services write, selectors read, and doors reach objects through them alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import DOORS, Module, at, calls, imports_of, modules, under

_APPS = (
    "accounts", "audit", "jobs", "organisation", "timeline", "postmortem", "search", "drafting",
    "publishing", "reminders", "collab", "meeting", "comments", "recurrence", "learning",
)  # fmt: skip
_READING = ("selectors", "access", "figures", "verify")
_FOR_DOORS = frozenset(
    "services selectors access figures verify actor roles tokens pipeline uploads running adopting"
    " organisation presence wire".split()
)
_WRITING = frozenset(
    "save delete create bulk_create bulk_update get_or_create update_or_create update insert "
    "writing record_change select_for_update".split()
)
_OPENS = frozenset({"writing", "atomic"})
_RECORDS = frozenset(
    {"record_change", "change_document", "change_action", "change_room", "changed"}
)
"""What leaves an audit entry: parts that every change of a document or an action shares."""
_TABLES_OF_DOORS = frozenset({"hansei.api.models"})  # what the API answered, nothing of the store's


def _part(module: Module) -> str:
    """The role of an app's module: "services" of hansei.timeline.services.import_records."""
    parts = module.name.split(".")
    return parts[2] if len(parts) > 2 and parts[1] in _APPS else ""


def _functions(module: Module) -> Iterator[ast.FunctionDef]:
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node


def _services() -> Iterator[tuple[Module, ast.FunctionDef]]:
    """Public functions of services modules that make a change of their own."""
    for module in modules():
        if _part(module) == "services":
            local = {each.name: each for each in _functions(module)}
            for function in local.values():
                if not function.name.startswith("_") and _reached(function, local) & _OPENS:
                    yield module, function


def _reached(function: ast.FunctionDef, local: dict[str, ast.FunctionDef]) -> set[str]:
    """What a function calls, through the module's own functions too."""
    found: set[str] = set()
    waiting = [function]
    while waiting:
        for name, _ in calls(waiting.pop()):
            if name in local and name not in found:
                waiting.append(local[name])
            found.add(name)
    return found


def test_there_are_services() -> None:
    assert {function.name for _, function in _services()} >= {"save_draft", "import_records"}


def test_a_service_is_keyword_only_and_takes_an_actor() -> None:
    for module, function in _services():
        where = at(module, function.lineno)
        assert not function.args.args, where
        assert not function.args.posonlyargs, where
        assert not function.args.vararg, where
        named = {each.arg: each.annotation for each in function.args.kwonlyargs}
        actor = named.get("actor")
        assert actor is not None, where
        assert ast.unparse(actor) == "Actor", where


def test_a_service_is_one_transaction_and_leaves_an_audit_entry() -> None:
    for module, function in _services():
        local = {each.name: each for each in _functions(module)}
        reached = _reached(function, local)
        opened = [name for each in (function, *(local[n] for n in reached & local.keys()))
                  for name, _ in calls(each) if name in _OPENS]  # fmt: skip
        assert len(opened) == 1, at(module, function.lineno)
        assert reached & _RECORDS, at(module, function.lineno)


def test_a_changed_document_leaves_one_audit_entry() -> None:
    (part,) = (
        function
        for module in modules()
        for function in _functions(module)
        if function.name == "change_document"
    )
    assert [name for name, _ in calls(part)].count("record_change") == 1


def test_parts_of_a_change_are_called_by_services_alone() -> None:
    """A public function in services that opens no transaction is inside another one's."""
    whole = {f"{module.name}.{function.name}" for module, function in _services()}
    for module in modules():
        if _part(module) == "services" or not module.name.startswith("hansei."):
            continue
        for each in imports_of(module):
            parts = each.dotted.split(".")
            if each.runtime and len(parts) > 3 and parts[1] in _APPS and parts[2] == "services":
                name = parts[-1]
                assert not name[0].islower() or each.dotted in whole, at(module, each.line)


def test_selectors_only_read() -> None:
    for module in modules():
        if _part(module) in _READING:
            for name, call in calls(module.tree):
                plain = isinstance(call.func, ast.Attribute) and isinstance(
                    call.func.value, ast.Name | ast.Dict
                )
                if name in _WRITING and not (name == "update" and plain):
                    raise AssertionError(f"{at(module, call.lineno)} calls {name}")


def test_selectors_are_keyword_only_where_they_take_an_actor() -> None:
    for module in modules():
        if _part(module) == "selectors":
            for function in _functions(module):
                assert "actor" not in {each.arg for each in function.args.args}, at(
                    module, function.lineno
                )


def test_doors_reach_objects_through_services_selectors_and_access() -> None:
    wrong = []
    for module in under(*DOORS):
        if module.is_migration or module.name in _TABLES_OF_DOORS:
            continue
        for each in imports_of(module):
            parts = each.dotted.split(".")
            of_app = parts[0] == "hansei" and parts[1] in _APPS
            past = of_app and (len(parts) < 3 or parts[2] not in _FOR_DOORS)
            if each.runtime and (past or each.module.startswith("django.db")):
                wrong.append(f"{at(module, each.line)} imports {each.dotted}")
    assert not wrong, "\n".join(wrong)
