"""Post-mortems: found, started, told about, exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from ninja import Query, Router

from hansei.accounts.selectors import team
from hansei.api.cursors import made
from hansei.api.operations import changes, reads
from hansei.api.pages import after, following_page
from hansei.api.requests import Request
from hansei.api.shapes.base import Page
from hansei.api.shapes.postmortems import (
    Details,
    DetailsGiven,
    LinkedIncidents,
    PostMortem,
    PostMortemGiven,
    PostMortemsWanted,
    Reference,
    VariantGiven,
)
from hansei.domain.errors import InputError, UsageError
from hansei.outputs import registry
from hansei.outputs.base import Dossier
from hansei.outputs.markdown.read import is_own, read_own
from hansei.outputs.markdown.render import render_markdown
from hansei.postmortem import selectors
from hansei.postmortem.selectors import writing
from hansei.postmortem.selectors.evidence import evidence_notes
from hansei.postmortem.services.arrange_sections import change_variant as change_variant_of
from hansei.postmortem.services.edit_details import edit_details as edit
from hansei.postmortem.services.link_incidents import link_incidents as link
from hansei.postmortem.services.replace_document import replace_document
from hansei.postmortem.services.start_post_mortem import start_post_mortem as start
from hansei.project.bulk import storable
from hansei.search.selectors.post_mortems import PostMortemFilter, post_mortem_page

if TYPE_CHECKING:
    from hansei.postmortem.models import PostMortem as Row

router = Router(tags=["Post-mortems"])
_FORMATS = tuple(sorted({registry.output(each).media_type.partition(";")[0]
                         for each in registry.names()}))  # fmt: skip


def found(request: Request, reference: str) -> Row:
    """The post-mortem, as far as the caller may read it."""
    return selectors.post_mortem(actor=request.actor, number_or_id=reference)


def version(request: Request, reference: str, **_: object) -> int:
    """Its version."""
    return found(request, reference).version


def _details_state(request: Request, reference: str) -> str:
    return writing.details_digest(writing.details_of(found(request, reference)))


@reads(router, "/postmortems", Page[PostMortem], paged=True)
def list_post_mortems(request: Request, wanted: Query[PostMortemsWanted]) -> dict[str, Any]:
    """List post-mortems."""
    place = after(request, wanted)
    page = post_mortem_page(
        actor=request.actor,
        wanted=PostMortemFilter(
            q=wanted.q,
            statuses=tuple(wanted.status),
            variants=tuple(wanted.variant),
            services=tuple(wanted.service),
            team=wanted.team,
            owner=wanted.owner,
            late=wanted.late,
            sort=wanted.sort,
        ),
        cursor=str(place[0]) if place else "",
        size=wanted.limit,
    )
    cursor = made(request, [page.next]) if page.next else ""
    return following_page(request, [shown(each.post_mortem) for each in page.rows], cursor)


@changes(router, "POST", "/postmortems", PostMortem, created=True, tagged=True)
def start_post_mortem(request: Request, body: PostMortemGiven) -> PostMortem:
    """Start a post-mortem.

    A working draft with the empty sections of a variant and modules. With an incident it tells
    that one's key events and milestones. The owner is the caller where none is named.
    """
    if body.team is not None:
        team(actor=request.actor, team_id=body.team)
    given = body.model_dump(exclude={"modules", "team"})
    row = start(actor=request.actor, module_keys=body.modules, team_id=body.team, **given)
    request.location = f"/postmortems/{row.number}"
    return shown(row)


@reads(router, "/postmortems/{reference}", PostMortem, tagged=True)
def read_post_mortem(request: Request, reference: Reference) -> PostMortem:
    """Read a post-mortem without its text."""
    return shown(found(request, reference))


@reads(router, "/postmortems/{reference}/details", Details, tagged=True)
def read_details(request: Request, reference: Reference) -> Details:
    """Read what is told about it outside of its sections."""
    return _details(found(request, reference))


@changes(router, "PATCH", "/postmortems/{reference}/details", Details, over=_details_state)
def edit_details(request: Request, reference: Reference, body: DetailsGiven) -> Details:
    """Tell something else about it. What is left out stays.

    Only these details are compared: what others write in the sections meanwhile is no conflict.
    """
    given = body.given()
    standing = writing.details_of(found(request, reference))
    if "owner" in given and "owner_id" not in given:
        given["owner_id"] = None
    details = type(standing)(**{**_fields(standing), **given})
    row = edit(actor=request.actor, number_or_id=reference, details=details, base=request.base)
    return _details(row)


@reads(router, "/postmortems/{reference}/incidents", LinkedIncidents)
def read_linked_incidents(request: Request, reference: Reference) -> dict[str, Any]:
    """Read which incidents it is about, in order, as far as the caller may read them."""
    standing = found(request, reference)
    linked = writing.linked_incidents(actor=request.actor, found=standing)
    return {"incidents": [each.pk for each in linked]}


@changes(router, "PUT", "/postmortems/{reference}/incidents", LinkedIncidents)
def link_incidents(request: Request, reference: Reference, body: LinkedIncidents) -> dict[str, Any]:
    """Say which incidents it is about."""
    link(actor=request.actor, number_or_id=reference, incidents=body.incidents)
    return read_linked_incidents(request, reference=reference)


@changes(router, "PUT", "/postmortems/{reference}/variant", PostMortem, tagged=True)
def change_variant(request: Request, reference: Reference, body: VariantGiven) -> PostMortem:
    """Follow another variant: its sections that are missing are added, none with text goes."""
    row = change_variant_of(actor=request.actor, number_or_id=reference, variant=body.variant)
    return shown(row)


@reads(router, "/postmortems/{reference}/markdown", str, tagged=True, media=("text/markdown",))
def read_markdown(request: Request, reference: Reference) -> HttpResponse:
    """Read the whole as Markdown with front matter, which `hansei check` reads back."""
    standing = found(request, reference)
    request.shown = standing.version
    text = render_markdown(selectors.document_of(standing))
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


@changes(router, "PUT", "/postmortems/{reference}/markdown", PostMortem, over=version,
         takes="text/markdown")  # fmt: skip
def write_markdown(request: Request, reference: Reference) -> PostMortem:
    """Write the whole as Markdown in Hansei's form; the state before stays as a revision.

    Identity, status and owner stay. Events and milestones are changed on the incident's timeline:
    a text that tells others is refused.
    """
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        raise InputError("the body is no UTF-8 text") from None
    if not is_own(text):
        raise InputError("the body is no post-mortem in Hansei's Markdown: read one first")
    row = replace_document(
        actor=request.actor,
        number_or_id=reference,
        document=read_own(storable(text)).document,
        version=request.expected,
    )
    return shown(row)


@reads(router, "/postmortems/{reference}/exports/{format}", str, media=_FORMATS)
def export(request: Request, reference: Reference, format: str) -> HttpResponse:  # noqa: A002
    """Export a post-mortem: markdown, html, json, ics or statuspage."""
    standing = found(request, reference)
    if format not in registry.names():
        raise UsageError(f"unknown format {format!r}: one of {', '.join(registry.names())}")
    output = registry.output(format)
    timeline = selectors.timeline_of(actor=request.actor, number_or_id=reference)
    data = output.render(
        Dossier(
            document=selectors.document_of(standing),
            timeline=timeline,
            evidence=tuple(evidence_notes(standing)),
            source=standing.reference,
        )
    )
    name = f"{standing.reference}-{output.file_name}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=output.media_type, headers=headers)


def shown(row: Row) -> PostMortem:
    """A post-mortem without its text."""
    return PostMortem(
        number=row.number,
        reference=row.reference,
        document_id=row.document_id,
        title=row.title,
        variant=row.variant,
        status=row.status,
        severity=row.severity,
        owner=row.owner,
        owner_id=row.owner_user_id,
        team=row.team_id,
        zone=row.zone,
        restricted=row.restricted,
        due=row.due,
        submitted=row.submitted,
        published=row.published,
        created=row.created,
        updated=row.updated,
        version=row.version,
    )


def _details(row: Row) -> Details:
    details = writing.details_of(row)
    return Details(**_fields(details), state=writing.details_digest(details))


def _fields(details: writing.Details) -> dict[str, Any]:
    return {name: getattr(details, name) for name in details.__struct_fields__}
