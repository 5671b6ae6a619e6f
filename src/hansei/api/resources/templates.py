"""Templates: shipped ones, the organisation's own, and those from files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.accounts.roles import Scope
from hansei.api.operations import changes, reads
from hansei.api.pages import page, whole
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Page, Paging, Prose, Shown, Word
from hansei.domain.errors import NotFound
from hansei.domain.template_text import TemplateKind
from hansei.domain.template_text import read_template as read_text
from hansei.organisation import selectors
from hansei.organisation.services.templates import add_template as add
from hansei.organisation.services.templates import archive_template as archive
from hansei.organisation.services.templates import change_template as change
from hansei.organisation.services.templates import restore_template as restore
from hansei.organisation.services.templates import restore_template_text
from hansei.project.bulk import storable

if TYPE_CHECKING:
    from hansei.organisation.models import Template as Row
    from hansei.organisation.models import TemplateRevision as RevisionRow
    from hansei.organisation.templates import Entry

router = Router(tags=["Settings"])
_TOML = """\
name = "database"
title = "Database incident"
purpose = "Outages of a database"

[[sections]]
key = "summary"
title = "Summary"
"""
_NEW = _TOML.replace("atabase", "isk")


class SectionPlan(Shown):
    """A section to write, and what to ask where nothing is known."""

    key: Annotated[str, Field(examples=["root_cause"])]
    title: Annotated[str, Field(examples=["Root cause"])]
    prompts: Annotated[list[str], Field(examples=[["What made it possible?"]])]


class Fault(Shown):
    """Why a template is not in use."""

    line: Annotated[int, Field(description="In its text; 0 for none.", examples=[4])]
    reason: Annotated[str, Field(examples=["a section needs a title"])]


class Template(Shown):
    """A variant of post-mortem, or a module that any variant can add.

    `key` is that of the organisation's own; 0 for a shipped one and one from a file.
    """

    key: Annotated[int, Field(examples=[3])]
    kind: TemplateKind
    name: Annotated[str, Field(examples=["database"])]
    title: Annotated[str, Field(examples=["Database incident"])]
    purpose: Annotated[str, Field(examples=["Outages of a database"])]
    origin: Annotated[str, Field(description='"shipped", "own" or "file".', examples=["own"])]
    extends: Annotated[str, Field(description="The variant whose sections come first.",
                                  examples=["incident"])]  # fmt: skip
    sections: list[SectionPlan]
    usable: Annotated[bool, Field(description="Whether a post-mortem can be started with it.")]
    archived: Annotated[bool, Field(examples=[False])]
    hidden_by: Annotated[str, Field(description="The file that stands before it.", examples=[""])]
    faults: Annotated[list[Fault], Field(examples=[[]])]
    text: Annotated[str, Field(description="Its TOML.", examples=[_TOML])]
    version: Annotated[int, Field(examples=[1])]


class TemplateGiven(Given):
    """A new template."""

    kind: TemplateKind
    text: Annotated[Prose, Field(description="Its TOML, which names it.", examples=[_NEW])]


class TemplateText(Given):
    """A template's text."""

    text: Annotated[Prose, Field(examples=[_TOML])]


class TemplateChecked(Shown):
    """What a text would be as a template."""

    name: Annotated[str, Field(examples=["disk"])]
    sections: list[SectionPlan]
    faults: list[Fault]


class TemplateRevision(Shown):
    """A template as it stood after one change."""

    number: Annotated[int, Field(examples=[2])]
    text: Annotated[str, Field(examples=[_TOML])]
    author: Annotated[str, Field(examples=["user:administrator"])]
    at: AwareDatetime


def _version(request: Request, template: int, number: int = 0) -> int:  # noqa: ARG001
    return selectors.template(actor=request.actor, key=template).version


def _shown(entry: Entry) -> Template:
    return Template.model_validate(entry)


@reads(router, "/templates", Page[Template])
def list_templates(request: Request) -> dict[str, Any]:
    """List all templates. Always one page."""
    return whole(_shown(each) for each in selectors.templates(actor=request.actor))


@changes(router, "POST", "/templates", Template, scope=Scope.ADMIN, created=True)
def add_template(request: Request, body: TemplateGiven) -> Template:
    """Add a template of the organisation's own. For administrators."""
    made: Row = add(actor=request.actor, kind=body.kind, text=body.text)
    request.location = f"/templates/{made.pk}"
    return read_template(request, template=made.pk)


@reads(router, "/templates/text", str, media=("application/toml",))
def read_template_text(
    request: Request,
    kind: Annotated[TemplateKind, Query(description="A variant or a module.",
                                        examples=["variant"])],
    name: Annotated[Word, Query(description="As the list has it.", examples=["incident"])],
) -> HttpResponse:  # fmt: skip
    """Read a template as a file: the one of this name in use, shipped ones too."""
    every = selectors.templates(actor=request.actor)
    found = [each for each in every if (each.kind, each.name) == (kind, name)]
    if not found:
        raise NotFound(f"no {kind} {name}")
    text = min(found, key=lambda each: each.precedence).toml
    headers = {"Content-Disposition": f'attachment; filename="{name}.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


@reads(router, "/templates/{int:template}", Template, tagged=True)
def read_template(request: Request, template: Id) -> Template:
    """Read one of the organisation's own."""
    return _shown(selectors.template(actor=request.actor, key=template))


@changes(router, "PUT", "/templates/{int:template}/text", Template, scope=Scope.ADMIN,
         over=_version)  # fmt: skip
def change_template(request: Request, template: Id, body: TemplateText) -> Template:
    """Give a template another text. Its name stays. For administrators."""
    change(actor=request.actor, key=template, text=body.text, version=request.expected)
    return read_template(request, template=template)


@reads(router, "/templates/{int:template}/revisions", Page[TemplateRevision], paged=True)
def list_template_revisions(
    request: Request, template: Id, paging: Query[Paging]
) -> dict[str, Any]:
    """List the texts that a template had, the newest first."""
    selectors.template(actor=request.actor, key=template)
    rows = selectors.revisions(actor=request.actor, key=template)
    return page(request, paging, rows, _revision, key="number")


@changes(router, "POST", "/templates/{int:template}/revisions/{int:number}/restoration", Template,
         scope=Scope.ADMIN, over=_version)  # fmt: skip
def restore_template_revision(request: Request, template: Id, number: Id) -> Template:
    """Put back an earlier text. For administrators."""
    restore_template_text(
        actor=request.actor, key=template, number=number, version=request.expected
    )
    return read_template(request, template=template)


@changes(router, "POST", "/templates/{int:template}/archive", scope=Scope.ADMIN)
def archive_template(request: Request, template: Id) -> None:
    """Take a template out of use. For administrators.

    Post-mortems that were started with it stay as they are.
    """
    archive(actor=request.actor, key=template)


@changes(router, "DELETE", "/templates/{int:template}/archive", scope=Scope.ADMIN)
def restore_template(request: Request, template: Id) -> None:
    """Take a template out of the archive. For administrators."""
    restore(actor=request.actor, key=template)


@changes(router, "POST", "/templates/check", TemplateChecked, scope=Scope.READ, plain=True)
def check_template(request: Request, body: TemplateGiven) -> TemplateChecked:
    """Read what a text would be as a template, or what is wrong with it. Nothing is saved."""
    selectors.templates(actor=request.actor)
    read = read_text(storable(body.text), body.kind, known=selectors.extendable())
    found = read.variant
    sections = found.sections if found else (read.module,) if read.module else ()
    return TemplateChecked(
        name=found.name if found else read.module.key if read.module else "",
        sections=[SectionPlan.model_validate(each) for each in sections],
        faults=[Fault.model_validate(each) for each in read.faults],
    )


def _revision(row: RevisionRow) -> TemplateRevision:
    return TemplateRevision.model_validate(row)
