"""The variants and modules of a post-mortem, read from plain data files.

A team adds its own as TOML files of the same form, without code: `load` takes their texts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from hansei.domain.errors import UsageError


class SectionPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section to write: its meaning, its heading, and what to ask where nothing is known."""

    key: str
    title: str
    prompts: tuple[str, ...] = ()


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which sections a post-mortem has, in order."""

    name: str
    title: str
    purpose: str
    sections: tuple[SectionPlan, ...]
    extends: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(section.key for section in self.sections)


@cache
def _shipped() -> Mapping[str, Variant]:
    folder = files("hansei.domain") / "templates"
    texts = {
        each.name: each.read_text(encoding="utf-8")
        for each in folder.iterdir()
        if each.name.endswith(".toml") and each.name != "modules.toml"
    }
    return _resolved({name: parse_variant(text, name) for name, text in texts.items()})


def parse_variant(text: str, name: str = "") -> Variant:
    """A variant from its TOML text. Raises UsageError naming file and field."""
    try:
        return msgspec.convert(tomllib.loads(text), Variant)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{name or 'template'}: {error}") from None


def _resolved(found: Mapping[str, Variant]) -> Mapping[str, Variant]:
    by_name = {each.name: each for each in found.values()}
    for name, each in list(by_name.items()):
        if each.extends:
            base = by_name.get(each.extends)
            if base is None or base.extends:
                raise UsageError(f"{name}: extends {each.extends!r}, which is no plain variant")
            sections = base.sections + each.sections
            by_name[name] = msgspec.structs.replace(each, sections=sections)
    return by_name


def names() -> tuple[str, ...]:
    """The names of the shipped variants, the default first."""
    return tuple(sorted(_shipped(), key=lambda name: (name != "incident", name)))


def variant(name: str, own: Mapping[str, str] | None = None) -> Variant:
    """The variant of that name; `own` holds the texts of a team's templates by file name.

    Raises UsageError for an unknown name or a template that cannot be read.
    """
    known: Mapping[str, Variant] = _shipped()
    if own:
        parsed = {each: parse_variant(text, each) for each, text in own.items()}
        known = _resolved({**{each.name: each for each in known.values()}, **parsed})
    if name not in known:
        raise UsageError(f"unknown variant {name!r}: one of {', '.join(sorted(known))}")
    return known[name]


@cache
def modules() -> Mapping[str, SectionPlan]:
    """The optional modules by key."""
    text = (files("hansei.domain") / "templates" / "modules.toml").read_text(encoding="utf-8")
    plans: Any = tomllib.loads(text)["sections"]
    return {each.key: each for each in msgspec.convert(plans, tuple[SectionPlan, ...])}
