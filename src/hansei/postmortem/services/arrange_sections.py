"""Adds sections to a post-mortem, takes them out and moves them."""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.document import Document, Section
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from hansei.domain.variants import SectionPlan, Variant
from hansei.domain.writing import handles, position_of, with_section, without_section
from hansei.organisation.selectors import modules, variants
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import decode_document, document_of
from hansei.postmortem.services.change_document import change_document
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_SECTIONS = 100
_MOST_TITLE = 200


def add_section(
    *, actor: Actor, number_or_id: int | str, key: str = "", title: str = "", after: str = ""
) -> tuple[PostMortem, str]:
    """One more section, and its handle: of the variant or a module by `key`, or one's own by title.

    It stands behind the section whose handle is `after`, else where the variant has it, else last.
    A key that the document has already adds nothing.

    Raises InputError without a usable title, UsageError for an unknown key, NotFound.
    """
    name = " ".join(storable(title).split())
    if not key and not 0 < len(name) <= _MOST_TITLE:
        raise InputError(f"a section's title has 1 to {_MOST_TITLE} characters", place="title")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing)
        if key and document.section(key) is not None:
            return standing, handles(document)[_at(document, key)]
        if len(document.sections) >= MOST_SECTIONS:
            raise InputError(f"a post-mortem has up to {MOST_SECTIONS} sections")
        order = _plans(document)
        section = Section(key, name or _plan(key, order).title)
        position = _behind(document, after, key, order)
        found = with_section(document, section, position)
        if key in modules():
            found = msgspec.structs.replace(
                found, modules=tuple(dict.fromkeys((*found.modules, key)))
            )
        changed = change_document(
            standing, found, actor=actor, verb="add section", changes={"section": section.title}
        )
        return changed, handles(found)[position]


def remove_section(*, actor: Actor, number_or_id: int | str, handle: str) -> PostMortem:
    """The post-mortem without a section. The state before stays as a revision, for undo.

    Raises Conflict where the section is gone already, NotFound.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing)
        position = position_of(document, handle)
        if position is None:
            raise Conflict(f"the section {handle!r} is no part of {standing.reference} any more")
        gone = document.sections[position]
        found = without_section(document, position)
        found = msgspec.structs.replace(
            found, modules=tuple(each for each in found.modules if each != gone.key)
        )
        return change_document(
            standing, found, actor=actor, verb="remove section", always=True,
            changes={"section": handle},
        )  # fmt: skip


def restore_section(
    *, actor: Actor, number_or_id: int | str, handle: str, revision: int
) -> PostMortem:
    """The post-mortem with a section as an earlier revision had it, where it stood then.

    Undoes `remove_section`; with the section still there nothing changes. Raises NotFound where
    there is no such revision or section, or the actor may not change the post-mortem.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        kept = standing.revisions.filter(number=revision).first()
        before = decode_document(kept.document) if kept else None
        place = position_of(before, handle) if before else None
        if before is None or place is None:
            raise NotFound(f"no section {handle} in revision {revision}")
        document = document_of(standing)
        if position_of(document, handle) is not None:
            return standing
        earlier = handles(before)[:place]
        last = max((handles(document).index(each) for each in earlier
                    if each in handles(document)), default=-1)  # fmt: skip
        section = before.sections[place]
        found = with_section(document, section, last + 1)
        if section.key in before.modules:
            found = msgspec.structs.replace(
                found, modules=tuple(dict.fromkeys((*found.modules, section.key)))
            )
        return change_document(
            standing, found, actor=actor, verb="restore section", changes={"section": handle}
        )


def move_section(*, actor: Actor, number_or_id: int | str, handle: str, by: int) -> PostMortem:
    """The post-mortem with a section `by` places further down (up where negative).

    Raises Conflict where the section is gone, NotFound.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing)
        position = position_of(document, handle)
        if position is None:
            raise Conflict(f"the section {handle!r} is no part of {standing.reference} any more")
        sections = list(document.sections)
        moved = sections.pop(position)
        sections.insert(max(0, min(len(sections), position + by)), moved)
        return change_document(
            standing, msgspec.structs.replace(document, sections=tuple(sections)),
            actor=actor, verb="move section", changes={"section": handle},
        )  # fmt: skip


def change_variant(*, actor: Actor, number_or_id: int | str, variant: str) -> PostMortem:
    """The post-mortem in another variant: its sections that are missing are added, in its order.

    No section with text in it goes. Raises UsageError for an unknown variant, NotFound.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing)
        plan = _variant(variant)
        found = msgspec.structs.replace(
            document, variant=plan.name,
            sections=tuple(
                each for each in document.sections
                if each.blocks or not each.key or each.key in (*plan.keys, *document.modules)
            ),
        )  # fmt: skip
        for each in plan.sections:
            if found.section(each.key) is None:
                place = _behind(found, "", each.key, plan.sections)
                found = with_section(found, Section(each.key, each.title), place)
        return change_document(
            standing, found, actor=actor, verb="change variant", changes={"variant": plan.name}
        )


def _variant(name: str) -> Variant:
    known = variants()
    if name not in known:
        raise UsageError(f"unknown variant {name!r}: one of {', '.join(known)}")
    return known[name]


def _plans(document: Document) -> tuple[SectionPlan, ...]:
    plan = variants().get(document.variant)
    return (*(plan.sections if plan else ()), *modules().values())


def _plan(key: str, order: tuple[SectionPlan, ...]) -> SectionPlan:
    found = next((each for each in order if each.key == key), None)
    if found is None:
        raise UsageError(f"unknown section {key!r}: one of {', '.join(each.key for each in order)}")
    return found


def _at(document: Document, key: str) -> int:
    return next(at for at, each in enumerate(document.sections) if each.key == key)


def _behind(document: Document, after: str, key: str, order: tuple[SectionPlan, ...]) -> int:
    """Where a new section goes: behind the one asked for, else the nearest one before it."""
    asked = position_of(document, after) if after else None
    if asked is not None:
        return asked + 1
    keys = [each.key for each in order]
    for before in reversed(keys[: keys.index(key)] if key in keys else []):
        if document.section(before) is not None:
            return _at(document, before) + 1
    return 0 if key in keys else len(document.sections)
