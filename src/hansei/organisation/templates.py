"""Every template there is: shipped, the organisation's own, and from files, put together.

A template from a file stands before one of the organisation's own of the same name, and either
before a shipped one. One that cannot be read is left out and says why; the others stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache

import msgspec

from hansei.domain.template_text import Fault, TemplateKind, module_text, read_template
from hansei.domain.variants import SectionPlan, Variant, modules, names, shipped_text
from hansei.domain.variants import variant as shipped_variant
from hansei.organisation.models import Template
from hansei.organisation.template_files import TemplateFile, template_files


class Origin(StrEnum):
    """Where a template comes from."""

    SHIPPED = "shipped"
    OWN = "own"
    FILE = "file"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One template as the pages list it.

    `key` is the row of an own one, `file` the name of a file; `hidden_by` names the file that
    stands before it. `faults` is why it is not in use. A variant's sections are its own and those
    of what it extends.
    """

    kind: TemplateKind
    name: str
    title: str
    purpose: str
    origin: Origin
    sections: tuple[SectionPlan, ...] = ()
    extends: str = ""
    text: str = ""
    key: int = 0
    file: str = ""
    version: int = 0
    archived: bool = False
    hidden_by: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether a post-mortem can be started with it."""
        return not (self.faults or self.archived or self.hidden_by)

    @property
    def precedence(self) -> tuple[bool, int]:
        """What orders those of one name, the one in use first."""
        order = (Origin.FILE, Origin.OWN, Origin.SHIPPED)
        return (not self.usable, order.index(self.origin))

    @property
    def toml(self) -> str:
        """It as a file; that of a shipped module is made, because all of them stand in one."""
        if self.text or self.kind is not TemplateKind.MODULE:
            return self.text
        return module_text(self.sections[0])


def every_template(rows: Iterable[Template]) -> tuple[Entry, ...]:
    """Shipped ones first, then files and own ones by name."""
    listed = list(rows)
    found = [*_shipped()]
    files = [*template_files()]
    plain = _plain(files, listed)
    read = [_from_file(each, plain) for each in files]
    found += read
    by_name = {(each.kind, each.name): each.file for each in read if not each.faults}
    found += [_own(each, plain, by_name) for each in listed]
    return tuple(found)


def usable_variants(entries: Iterable[Entry]) -> Mapping[str, Variant]:
    """The variants by name that a post-mortem can be started with."""
    found: dict[str, Variant] = {}
    for each in _by_precedence(entries, TemplateKind.VARIANT):
        found.setdefault(each.name, Variant(each.name, each.title, each.purpose, each.sections))
    order = {name: place for place, name in enumerate(names())}
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


def usable_modules(entries: Iterable[Entry]) -> Mapping[str, SectionPlan]:
    """The modules by key that can be added to a variant."""
    found: dict[str, SectionPlan] = {}
    for each in _by_precedence(entries, TemplateKind.MODULE):
        found.setdefault(each.name, each.sections[0])
    return found


def _by_precedence(entries: Iterable[Entry], kind: TemplateKind) -> list[Entry]:
    order = (Origin.FILE, Origin.OWN, Origin.SHIPPED)
    usable = [each for each in entries if each.kind is kind and each.usable]
    return sorted(usable, key=lambda each: (order.index(each.origin), each.name))


def _plain(files: Iterable[TemplateFile], rows: Iterable[Template]) -> Mapping[str, Variant]:
    """The variants that others may extend: those that extend none."""
    found = {name: shipped_variant(name) for name in names() if not shipped_variant(name).extends}
    texts = [each.text for each in rows if not each.archived and each.kind == TemplateKind.VARIANT]
    texts += [each.text for each in files if each.kind is TemplateKind.VARIANT]
    for text in texts:
        read = read_template(text, TemplateKind.VARIANT, known={})
        if read.variant:
            found[read.variant.name] = read.variant
    return found


@cache
def _shipped() -> tuple[Entry, ...]:
    return tuple(_read_shipped())


def _read_shipped() -> Iterable[Entry]:
    for name, found in ((name, shipped_variant(name)) for name in names()):
        yield Entry(
            kind=TemplateKind.VARIANT, name=name, title=found.title, purpose=found.purpose,
            origin=Origin.SHIPPED, sections=found.sections, extends=found.extends,
            text=shipped_text(name),
        )  # fmt: skip
    for plan in modules().values():
        yield Entry(
            kind=TemplateKind.MODULE, name=plan.key, title=plan.title, purpose="",
            origin=Origin.SHIPPED, sections=(plan,),
        )  # fmt: skip


def _from_file(file: TemplateFile, plain: Mapping[str, Variant]) -> Entry:
    if file.trouble:
        return Entry(
            kind=file.kind, name=file.name, title=file.name, purpose="", origin=Origin.FILE,
            file=file.name, faults=(Fault(0, file.trouble),),
        )  # fmt: skip
    made = _entry(file.text, file.kind, plain, name=file.name.removesuffix(".toml"))
    return msgspec.structs.replace(made, origin=Origin.FILE, file=file.name)


def _own(
    row: Template, plain: Mapping[str, Variant], files: Mapping[tuple[TemplateKind, str], str]
) -> Entry:
    kind = TemplateKind(row.kind)
    made = _entry(row.text, kind, plain, name=row.name)
    return msgspec.structs.replace(
        made, name=row.name, key=row.pk, version=row.version, archived=row.archived is not None,
        hidden_by=files.get((kind, row.name), ""),
    )  # fmt: skip


def _entry(text: str, kind: TemplateKind, plain: Mapping[str, Variant], *, name: str) -> Entry:
    read = read_template(text, kind, known=plain)
    if read.module:
        return Entry(
            kind=kind, name=read.module.key, title=read.module.title, purpose="",
            origin=Origin.OWN, sections=(read.module,), text=text,
        )  # fmt: skip
    if read.variant is None:
        return Entry(
            kind=kind, name=name, title=name, purpose="", origin=Origin.OWN, text=text,
            faults=read.faults,
        )  # fmt: skip
    found = read.variant
    base = plain[found.extends].sections if found.extends else ()
    return Entry(
        kind=kind, name=found.name, title=found.title, purpose=found.purpose, origin=Origin.OWN,
        sections=(*base, *found.sections), extends=found.extends, text=text,
    )  # fmt: skip
