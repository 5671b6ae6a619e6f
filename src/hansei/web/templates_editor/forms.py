"""The structured form of a template, and its way to TOML text and back."""

from __future__ import annotations

from typing import NamedTuple

from django.http import QueryDict

from hansei.domain.template_text import (
    MOST_SECTIONS,
    Fault,
    TemplateKind,
    module_text,
    read_template,
    variant_text,
)
from hansei.domain.variants import SectionPlan, Variant
from hansei.organisation.selectors import extendable
from hansei.web.queries import whole

_SPARE = 1


class Row(NamedTuple):
    """One section as the form has it; `prompts` one question a line."""

    key: str = ""
    title: str = ""
    prompts: str = ""


class TemplateForm(NamedTuple):
    """A template as the form has it, and as text; `faults` is what is wrong with the text.

    `rows` are its own sections, None where the text cannot be read into them; `sections` all that
    a post-mortem of it has.
    """

    kind: TemplateKind
    text: str
    faults: tuple[Fault, ...] = ()
    name: str = ""
    title: str = ""
    purpose: str = ""
    extends: str = ""
    rows: tuple[Row, ...] | None = None
    sections: tuple[SectionPlan, ...] = ()

    @property
    def shown_rows(self) -> tuple[Row, ...]:
        """The rows with an empty one behind them."""
        rows = self.rows or ()
        return rows if self.kind is TemplateKind.MODULE and rows else (*rows, *(Row(),) * _SPARE)


def of_text(text: str, kind: TemplateKind, *, besides: str = "") -> TemplateForm:
    """The form of a text; `besides` is the name that it has already."""
    text = text.replace("\r\n", "\n")
    known = extendable(besides=besides)
    read = read_template(text, kind, known=known)
    if read.module:
        plans = (read.module,)
        return TemplateForm(kind, text, name=read.module.key, rows=_rows(plans), sections=plans)
    if read.variant is None:
        return TemplateForm(kind, text, read.faults)
    found = read.variant
    base = known[found.extends].sections if found.extends else ()
    return TemplateForm(
        kind, text, (), found.name, found.title, found.purpose, found.extends,
        _rows(found.sections), (*base, *found.sections),
    )  # fmt: skip


def text_of(post: QueryDict, kind: TemplateKind) -> str:
    """The text of a form that was sent: its rows in the order of their places."""
    sections = _sections(post)
    if kind is TemplateKind.MODULE:
        return "\n".join(module_text(each) for each in sections)
    name, title, purpose, extends = _head(post)
    return variant_text(Variant(name, title, purpose, sections, extends))


def as_sent(form: TemplateForm, post: QueryDict) -> TemplateForm:
    """A form with faults as it was filled in, where its text says the same; else as it is."""
    if not form.faults or form.text.strip() != text_of(post, form.kind).strip():
        return form
    name, title, purpose, extends = _head(post)
    rows = _rows(_sections(post))
    return form._replace(name=name, title=title, purpose=purpose, extends=extends, rows=rows)


def _head(post: QueryDict) -> tuple[str, str, str, str]:
    name, title, purpose = (
        " ".join(post.get(each, "").split()) for each in ("name", "title", "purpose")
    )
    return name, title, purpose, post.get("extends", "")


def _sections(post: QueryDict) -> tuple[SectionPlan, ...]:
    plans: list[tuple[int, int, SectionPlan]] = []
    for row in range(MOST_SECTIONS + 1):
        key = post.get(f"key-{row}", "").strip()
        title = " ".join(post.get(f"title-{row}", "").split())
        lines = post.get(f"prompts-{row}", "").splitlines()
        prompts = tuple(line for each in lines if (line := " ".join(each.split())))
        if key or title or prompts:
            place = whole(post.get(f"place-{row}"), most=999)
            plans.append(
                (
                    row if place is None else place,
                    row,
                    SectionPlan(key or _key_for(title), title, prompts),
                )
            )
    return tuple(plan for *_, plan in sorted(plans, key=lambda each: each[:2]))


def _key_for(title: str) -> str:
    """A key made of a title, for those who gave none."""
    kept = "".join(each if each.isascii() and each.isalnum() else " " for each in title.lower())
    return "_".join(kept.split()).lstrip("0123456789_")[:60]


def _rows(sections: tuple[SectionPlan, ...]) -> tuple[Row, ...]:
    return tuple(Row(each.key, each.title, "\n".join(each.prompts)) for each in sections)
