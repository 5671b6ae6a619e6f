"""Keeps variants and modules of the organisation's own: add, change, archive, restore."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.template_text import Read, TemplateKind, read_template
from hansei.domain.variants import Variant, modules, names
from hansei.organisation import held
from hansei.organisation.access import access_to_change
from hansei.organisation.models import Template, TemplateRevision
from hansei.organisation.selectors import extendable, extended_by, general, is_taken
from hansei.project.bulk import storable
from hansei.project.transactions import writing


def add_template(*, actor: Actor, kind: TemplateKind, text: str) -> Template:
    """Adds a variant or module from its TOML text; its name is the one in the text.

    Raises NotFound for all but administrators, InputError with the line for a text that is none,
    and for a name that is taken.
    """
    access_to_change(actor)
    text = storable(text)
    name = _name_in(text, kind, extendable())
    with writing():
        if name in (names() if kind is TemplateKind.VARIANT else modules()):
            raise InputError(f"{name} is the name of one that is shipped: choose another")
        if is_taken(kind=kind, name=name):
            raise InputError(f"{name} is taken already, perhaps by one in the archive")
        now = timezone.now()
        made = Template.objects.create(
            kind=kind.value, name=name, text=text, created=now, created_by=str(actor), updated=now
        )
        return _kept(made, actor, f"add {kind}")


def change_template(*, actor: Actor, key: int, text: str, version: int) -> Template:
    """Gives a template another text; one that is the same changes nothing.

    Raises as `add_template`, InputError too where the text has another name, and Conflict where
    the template has another version by now.
    """
    access_to_change(actor)
    text = storable(text)
    with writing():
        row = _row(key)
        kind = TemplateKind(row.kind)
        name = _name_in(text, kind, extendable(besides=row.name))
        if name != row.name:
            raise InputError(f"the name stays {row.name}: make a copy for another name")
        if text == row.text:
            return row
        return _kept(_update(row, version, text=text), actor, f"change {kind}")


def restore_template_text(*, actor: Actor, key: int, number: int, version: int) -> Template:
    """Puts back the text that a template had in its version `number`, as `change_template`."""
    access_to_change(actor)
    with writing():
        row = _row(key)
        earlier = TemplateRevision.objects.filter(template=row, number=number).first()
        if earlier is None:
            raise NotFound(f"no version {number} of {row.name}")
        if earlier.text == row.text:
            return row
        made = _update(row, version, text=earlier.text)
        return _kept(made, actor, f"restore version of {row.kind}")


def archive_template(*, actor: Actor, key: int) -> Template:
    """Takes a template out of use. Post-mortems that have it stay as they are.

    Raises InputError where others depend on it: it is the usual variant, or extended by one.
    """
    return _archived(actor=actor, key=key, archived=True)


def restore_template(*, actor: Actor, key: int) -> Template:
    """Takes a template out of the archive."""
    return _archived(actor=actor, key=key, archived=False)


def _archived(*, actor: Actor, key: int, archived: bool) -> Template:
    access_to_change(actor)
    with writing():
        row = _row(key)
        if (row.archived is not None) is archived:
            return row
        if archived:
            _refuse_needed(row)
        made = _update(row, row.version, archived=timezone.now() if archived else None)
        return _kept(made, actor, f"{'archive' if archived else 'restore'} {row.kind}")


def _refuse_needed(row: Template) -> None:
    if row.kind != TemplateKind.VARIANT:
        return
    if general().variant == row.name:
        raise InputError(f"{row.name} is the usual variant: choose another one first")
    dependent = extended_by(name=row.name)
    if dependent:
        raise InputError(f"{', '.join(dependent)} extends it")


def _name_in(text: str, kind: TemplateKind, known: Mapping[str, Variant]) -> str:
    read: Read = read_template(text, kind, known=known)
    if read.variant:
        return read.variant.name
    if read.module:
        return read.module.key
    first = read.faults[0]
    raise InputError(first.reason, place=f"line {first.line}" if first.line else "template")


def _row(key: int) -> Template:
    row = Template.objects.filter(pk=key).first()
    if row is None:
        raise NotFound(f"no template {key}")
    return row


def _update(row: Template, version: int, **values: object) -> Template:
    unchanged = Template.objects.filter(pk=row.pk, version=version)
    if not unchanged.update(**values, version=F("version") + 1, updated=timezone.now()):
        raise Conflict(f"{row.name} was changed meanwhile: look at it before you change it")
    row.refresh_from_db()
    return row


def _kept(row: Template, actor: Actor, verb: str) -> Template:
    """Keeps the text as a revision, and says what was done."""
    TemplateRevision.objects.create(
        template=row, number=row.version, text=row.text, author=str(actor), at=row.updated
    )
    held.changed()
    record_change(
        actor=actor, verb=verb, object_type="template", object_id=row.pk,
        changes={"kind": row.kind, "name": row.name, "version": row.version,
                 "text": content_digest(row.text), "archived": row.archived is not None},
    )  # fmt: skip
    return row
