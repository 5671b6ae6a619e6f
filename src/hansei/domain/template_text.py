"""Templates as people write them: what is wrong with a text and where, and a text from values.

faults_of(text, kind, ...)         all that keeps a text from being a template, by line
variant_text, module_text          the TOML of a variant or module
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from hansei.domain.errors import UsageError
from hansei.domain.variants import SectionPlan, Variant, parse_modules, parse_variant

LONGEST_TEXT = 100_000
MOST_SECTIONS, MOST_PROMPTS = 60, 30
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_KEY = re.compile(r"[a-z](?:[a-z0-9_]{0,58}[a-z0-9])?")
_TOML_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$|\s*\(at end of document\)$")
_PATH = re.compile(r"\s*- at `\$(?:\.(\w+))?(?:\[(\d+)\])?(?:\.(\w+))?[^`]*`$")
_SECTION = re.compile(r"\s*\[\[\s*sections\s*\]\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class TemplateKind(StrEnum):
    """A variant says which sections a post-mortem has; a module is one that any of them can add."""

    VARIANT = "variant"
    MODULE = "module"


class Fault(NamedTuple):
    """What is wrong with a template, and the line of its text, from 1; 0 where it has no line."""

    line: int
    reason: str


class Read(NamedTuple):
    """A text that was read: the variant or the module in it, or its faults."""

    variant: Variant | None = None
    module: SectionPlan | None = None
    faults: tuple[Fault, ...] = ()


def read_template(text: str, kind: TemplateKind, *, known: Mapping[str, Variant]) -> Read:
    """What a text holds; `known` are the variants that it may extend.

    Keys are checked too: one that drafting does not know gives a section that people fill.
    """
    if len(text) > LONGEST_TEXT:
        return Read(faults=(Fault(0, f"longer than {LONGEST_TEXT:,} characters"),))
    try:
        if kind is TemplateKind.MODULE:
            return _read_module(text)
        found = parse_variant(text, _MARK)
    except UsageError as error:
        return Read(faults=(_located(str(error), text),))
    faults = tuple(_variant_faults(found, text, known))
    return Read(faults=faults) if faults else Read(variant=found)


def _read_module(text: str) -> Read:
    plans = parse_modules(text, _MARK)
    if len(plans) != 1:
        line = section_line(text, 1) if plans else 0
        return Read(faults=(Fault(line, "a module is one section: [[sections]] stands once"),))
    faults = tuple(_section_faults(plans, text))
    return Read(faults=faults) if faults else Read(module=plans[0])


_MARK = "template"


def _located(reason: str, text: str) -> Fault:
    """A parser's message with its line taken out of the words."""
    reason = reason.removeprefix(f"{_MARK}: ")
    toml = _TOML_LINE.search(reason)
    if toml:
        line = int(toml[1]) if toml[1] else text.count("\n") + 1
        return Fault(line, reason[: toml.start()])
    path = _PATH.search(reason)
    unknown = re.match(r"Object contains unknown field `(\w+)`", reason)
    if unknown or path is None:
        words = _worded(reason[: path.start()] if path else reason)
        return Fault(_any_line(text, unknown[1]) if unknown else 0, words)
    field, index, inner = path[1], path[2], path[3]
    line = section_line(text, int(index), inner or "") if index else field_line(text, field or "")
    return Fault(line, _worded(reason[: path.start()]))


def _worded(reason: str) -> str:
    missing = re.fullmatch(r"Object missing required field `(\w+)`", reason)
    if missing:
        return f"{missing[1]} is missing"
    unknown = re.fullmatch(r"Object contains unknown field `(\w+)`", reason)
    if unknown:
        return f"nothing is called {unknown[1]} here"
    return reason[:1].lower() + reason[1:]


def section_line(text: str, index: int, field: str = "") -> int:
    """The line of the section with this index from 0, or of a field in it; 0 where not found."""
    inside, count = 0, -1
    for number, line in enumerate(text.split("\n"), start=1):
        if _SECTION.match(line):
            count += 1
            if count > index:
                break
            inside = number if count == index else 0
            if inside and not field:
                return inside
        elif inside and re.match(rf"\s*{re.escape(field)}\s*=", line):
            return number
    return inside


def field_line(text: str, field: str) -> int:
    """The line of a field before the sections; 0 where not found."""
    for number, line in enumerate(text.split("\n"), start=1):
        if _SECTION.match(line):
            break
        if field and re.match(rf"\s*{re.escape(field)}\s*=", line):
            return number
    return 0


def _any_line(text: str, field: str) -> int:
    """The first line that gives a field, in whichever section; 0 where not found."""
    given = re.compile(rf"\s*{re.escape(field)}\s*=")
    lines = enumerate(text.split("\n"), start=1)
    return next((number for number, line in lines if given.match(line)), 0)


def _variant_faults(found: Variant, text: str, known: Mapping[str, Variant]) -> Iterator[Fault]:
    if not _NAME.fullmatch(found.name):
        yield Fault(field_line(text, "name"), "the name has small letters, digits and hyphens")
    for field in ("title", "purpose"):
        value = getattr(found, field)
        if not value.strip() or _CONTROL.search(value):
            yield Fault(field_line(text, field), f"the {field} is one line of text")
    if not found.sections and not found.extends:
        yield Fault(0, "a variant has at least one section")
    yield from _section_faults(found.sections, text)
    base: tuple[SectionPlan, ...] = ()
    if found.extends:
        extended = known.get(found.extends)
        if extended is None or extended.extends or extended.name == found.name:
            reason = f"extends {found.extends!r}, which is no variant without an extends of its own"
            yield Fault(field_line(text, "extends"), reason)
            return
        base = extended.sections
    keys = [each.key for each in (*base, *found.sections)]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            line = section_line(text, place - len(base), "key")
            yield Fault(line, f"two sections have the key {key}")


def _section_faults(plans: Iterable[SectionPlan], text: str) -> Iterator[Fault]:
    number = -1
    for number, plan in enumerate(plans):
        if number >= MOST_SECTIONS:
            yield Fault(section_line(text, number), f"more than {MOST_SECTIONS} sections")
            return
        if not _KEY.fullmatch(plan.key):
            line = section_line(text, number, "key")
            yield Fault(line, "a key has small letters, digits and underscores")
        if not plan.title.strip() or _CONTROL.search(plan.title):
            yield Fault(section_line(text, number, "title"), "the title is one line of text")
        if len(plan.prompts) > MOST_PROMPTS:
            line = section_line(text, number, "prompts")
            yield Fault(line, f"more than {MOST_PROMPTS} questions")
        elif any(not each.strip() or _CONTROL.search(each) for each in plan.prompts):
            line = section_line(text, number, "prompts")
            yield Fault(line, "each question is one line of text")


def variant_text(variant: Variant) -> str:
    """A variant as TOML. One that extends another states its own sections alone."""
    head = [f"name = {_quoted(variant.name)}", f"title = {_quoted(variant.title)}",
            f"purpose = {_quoted(variant.purpose)}"]  # fmt: skip
    if variant.extends:
        head.append(f"extends = {_quoted(variant.extends)}")
    if not variant.sections:
        head.append("sections = []")
    parts = ["\n".join(head), *(_section_text(each) for each in variant.sections)]
    return "\n\n".join(parts) + "\n"


def module_text(plan: SectionPlan) -> str:
    """A module as TOML."""
    return _section_text(plan) + "\n"


def _section_text(plan: SectionPlan) -> str:
    lines = ["[[sections]]", f"key = {_quoted(plan.key)}", f"title = {_quoted(plan.title)}"]
    if len(plan.prompts) == 1:
        lines.append(f"prompts = [{_quoted(plan.prompts[0])}]")
    elif plan.prompts:
        lines += ["prompts = [", *(f"  {_quoted(each)}," for each in plan.prompts), "]"]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    special = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return f'"{"".join(special.get(each) or _plain(each) for each in text)}"'


def _plain(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x20 or code == 0x7F else character


def is_module_text(text: str) -> bool:
    """Whether a file holds modules rather than a variant: sections without a name."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return "name" not in found and "sections" in found
