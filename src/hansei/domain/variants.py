"""The variants and modules of a post-mortem, read from plain data files.

A team adds its own as TOML files of the same form, without code: `catalogue` takes their texts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

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
def _written() -> Mapping[str, Variant]:
    """The shipped variants as their files have them."""
    folder = files("hansei.domain") / "templates"
    texts = {
        each.name: each.read_text(encoding="utf-8")
        for each in folder.iterdir()
        if each.name.endswith(".toml") and each.name != "modules.toml"
    }
    found = [parse_variant(text, name) for name, text in texts.items()]
    return {each.name: each for each in found}


@cache
def _shipped() -> Mapping[str, Variant]:
    return _resolved(_written())


def parse_variant(text: str, name: str = "") -> Variant:
    """A variant from its TOML text. Raises UsageError naming file and field."""
    try:
        return msgspec.convert(tomllib.loads(text), Variant)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{name or 'template'}: {error}") from None


def _resolved(found: Mapping[str, Variant]) -> Mapping[str, Variant]:
    by_name = dict(found)
    for name, each in found.items():
        if each.extends:
            base = found.get(each.extends)
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
    known = catalogue({each: parse_variant(text, each) for each, text in (own or {}).items()})
    if name not in known:
        raise UsageError(f"unknown variant {name!r}: one of {', '.join(sorted(known))}")
    return known[name]


def catalogue(own: Mapping[str, Variant]) -> Mapping[str, Variant]:
    """The shipped variants and a team's `own`, which replace shipped ones of their name.

    Raises UsageError for one that extends what it may not.
    """
    if not own:
        return _shipped()
    return _resolved({**_written(), **{each.name: each for each in own.values()}})


@cache
def shipped_text(name: str) -> str:
    """The TOML text of a shipped variant, or of the shipped modules under "modules"."""
    return (files("hansei.domain") / "templates" / f"{name}.toml").read_text(encoding="utf-8")


@cache
def modules() -> Mapping[str, SectionPlan]:
    """The shipped optional modules by key."""
    return {each.key: each for each in parse_modules(shipped_text("modules"), "modules.toml")}


def parse_modules(text: str, name: str = "") -> tuple[SectionPlan, ...]:
    """Modules from their TOML text. Raises UsageError naming file and field."""
    try:
        return msgspec.convert(tomllib.loads(text), _Modules).sections
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{name or 'template'}: {error}") from None


class _Modules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sections: tuple[SectionPlan, ...]
