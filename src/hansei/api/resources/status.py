"""How far a post-mortem is, and what customers read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found, shown, version
from hansei.api.shapes.base import Given, Line, Prose, Shown
from hansei.api.shapes.postmortems import PostMortem, Reference
from hansei.domain.errors import NotFound
from hansei.domain.public_words import Part, public_title, public_words
from hansei.domain.stages import Stage, Step, applies, obstacles
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.standing import approvals_of
from hansei.postmortem.services.approve import approve as give_approval
from hansei.postmortem.services.return_to_draft import return_to_draft as return_it
from hansei.postmortem.services.submit import submit_for_review
from hansei.postmortem.services.withdraw import withdraw
from hansei.postmortem.services.withdraw_approval import withdraw_approval as take_back
from hansei.postmortem.services.write_public import write_public_words as write
from hansei.publishing.selectors import full_standing, preview, publication_of
from hansei.publishing.services.publish import publish as make_public
from hansei.publishing.services.publish_to_customers import (
    publish_to_customers as give_to_customers,
)
from hansei.publishing.services.publish_to_customers import (
    restore_to_customers,
    withdraw_from_customers,
)

if TYPE_CHECKING:
    from hansei.postmortem.models import Publication as Row

router = Router(tags=["Publication"])
_ALL = "/postmortems/{reference}"


class Obstacle(Shown):
    """Why a step cannot be taken now."""

    code: Annotated[str, Field(description="Stable.", examples=["owner"])]
    text: Annotated[str, Field(examples=["nobody owns it: name an owner first"])]


class NextStep(Shown):
    """A step that is to think of now, with what stands in its way."""

    step: Annotated[Step, Field(examples=["publish"])]
    obstacles: list[Obstacle]


class Approval(Shown):
    """One person's consent to publish a text."""

    by: Annotated[str, Field(examples=["Platform lead"])]
    version: Annotated[int, Field(examples=[3])]
    at: AwareDatetime
    note: Annotated[str, Field(examples=["Good to go."])]
    holds: Annotated[bool, Field(description="Whether the text is still the one approved.")]


class Standing(Shown):
    """How far a post-mortem is, and what the caller can do next."""

    stage: Annotated[Stage, Field(examples=["in review"])]
    wants_approval: Annotated[bool, Field(description="Whether the policy asks for one.")]
    contradictions: Annotated[int, Field(description="Findings at error level.", examples=[0])]
    secrets: Annotated[int, Field(description="Keys and passwords in the text.", examples=[0])]
    approvals: list[Approval]
    steps: list[NextStep]


class ApprovalGiven(Given):
    """What to say with an approval."""

    note: Annotated[Prose, Field(max_length=2000, examples=["Good to go."])] = ""


class PublicFinding(Shown):
    """What keeps the text from customers."""

    rule: Annotated[str, Field(examples=["leak/internal-host"])]
    line: Annotated[int, Field(description="Of the text; 0 is the title.", examples=[4])]
    message: Annotated[str, Field(examples=["an internal host name"])]
    says: Annotated[str, Field(examples=["db-3.internal"])]


class PublicText(Shown):
    """What customers would read now."""

    title: Annotated[str, Field(examples=["Slow checkout on 1 March"])]
    markdown: Annotated[str, Field(examples=["## What happened\n\nCheckout was slow."])]
    findings: list[PublicFinding]
    words: Annotated[
        dict[Part, str],
        Field(description="Written for them, by part.", examples=[{"noticed": "It was slow."}]),
    ]
    words_title: Annotated[str, Field(examples=["Slow checkout on 1 March"])]
    version: Annotated[int, Field(description="Of the post-mortem.", examples=[3])]


class WordsGiven(Given):
    """What customers will read, by part; a part that is left out is emptied."""

    title: Annotated[Line, Field(examples=["Slow checkout on 1 March"])] = ""
    words: Annotated[dict[Part, Prose], Field(examples=[{"noticed": "Checkout was slow."}])]


class Publication(Shown):
    """What customers read, or read until it was withdrawn."""

    slug: Annotated[str, Field(description="Its place below /public/.",
                               examples=["slow-checkout-9f86d081"])]  # fmt: skip
    title: Annotated[str, Field(examples=["Slow checkout on 1 March"])]
    markdown: Annotated[str, Field(examples=["## What happened\n\nCheckout was slow."])]
    at: AwareDatetime
    by: Annotated[str, Field(examples=["user:lead"])]
    withdrawn: AwareDatetime | None
    post_mortem_version: Annotated[int, Field(examples=[3])]


@reads(router, f"{_ALL}/status", Standing)
def read_status(request: Request, reference: Reference) -> Standing:
    """Read how far it is, who approved it, and what stands in the way of each next step."""
    row = found(request, reference)
    standing = full_standing(row, actor=request.actor)
    return Standing(
        stage=standing.stage,
        wants_approval=standing.wants_approval,
        contradictions=standing.contradictions,
        secrets=standing.secrets,
        approvals=[Approval.model_validate(each) for each in approvals_of(row)],
        steps=[
            NextStep(
                step=step,
                obstacles=[Obstacle.model_validate(each) for each in obstacles(step, standing)],
            )
            for step in Step
            if applies(step, standing.stage)
        ],
    )


@changes(router, "POST", f"{_ALL}/review", PostMortem, over=version)
def submit(request: Request, reference: Reference) -> PostMortem:
    """Put a working draft into review."""
    return shown(
        submit_for_review(actor=request.actor, number_or_id=reference, version=request.expected)
    )


@changes(router, "DELETE", f"{_ALL}/review", over=version)
def return_to_draft(request: Request, reference: Reference) -> None:
    """Make it a working draft again."""
    return_it(actor=request.actor, number_or_id=reference, version=request.expected)


@changes(router, "POST", f"{_ALL}/approval", PostMortem, over=version)
def approve(request: Request, reference: Reference, body: ApprovalGiven) -> PostMortem:
    """Approve the text as it stands. It lapses when the text changes.

    For a second person, who neither owns the post-mortem nor began it.
    """
    return shown(
        give_approval(
            actor=request.actor, number_or_id=reference, version=request.expected, note=body.note
        )
    )


@changes(router, "DELETE", f"{_ALL}/approval", over=version)
def withdraw_approval(request: Request, reference: Reference) -> None:
    """Take one's own approval back."""
    take_back(actor=request.actor, number_or_id=reference, version=request.expected)


@changes(router, "POST", f"{_ALL}/publication", PostMortem, over=version)
def publish(request: Request, reference: Reference) -> PostMortem:
    """Publish it within the organisation. For its leads.

    Refused with everything that stands in the way: no owner, contradictions, keys in the text, an
    approval that is wanted and missing.
    """
    return shown(make_public(actor=request.actor, number_or_id=reference, version=request.expected))


@changes(router, "DELETE", f"{_ALL}/publication", over=version)
def withdraw_publication(request: Request, reference: Reference) -> None:
    """Put a published one back to where it was published from. For its leads."""
    withdraw(actor=request.actor, number_or_id=reference, version=request.expected)


@reads(router, f"{_ALL}/public-text", PublicText, tagged=True)
def read_public_text(request: Request, reference: Reference) -> PublicText:
    """Read what customers would read now, and what keeps it from them."""
    seen = preview(actor=request.actor, number_or_id=reference)
    document = document_of(seen.post_mortem)
    return PublicText(
        title=seen.text.title,
        markdown=seen.text.markdown,
        findings=[
            PublicFinding(
                rule=each.rule, line=each.place.line, message=each.message, says=each.says
            )
            for each in seen.text.findings
        ],
        words=public_words(document),
        words_title=public_title(document),
        version=seen.post_mortem.version,
    )


@changes(router, "PUT", f"{_ALL}/public-text", PublicText, over=version)
def write_public_words(request: Request, reference: Reference, body: WordsGiven) -> PublicText:
    """Write what customers will read. Nothing is published by it."""
    words = {part: body.words.get(part, "") for part in Part}
    write(
        actor=request.actor,
        number_or_id=reference,
        version=request.expected,
        title=body.title,
        words=words,
    )
    return read_public_text(request, reference=reference)


@reads(router, f"{_ALL}/customers", Publication)
def read_publication(request: Request, reference: Reference) -> Publication:
    """Read what customers read of it, or read until it was withdrawn."""
    row = publication_of(found(request, reference))
    if row is None:
        raise NotFound("nothing is published to customers")
    return _publication(row)


@changes(router, "POST", f"{_ALL}/customers", Publication, over=version, tagged=False)
def publish_to_customers(request: Request, reference: Reference) -> Publication:
    """Put the public text where everybody can read it. For its leads.

    A text that stands there is replaced; the address stays.
    """
    row = give_to_customers(actor=request.actor, number_or_id=reference, version=request.expected)
    return _publication(row)


@changes(router, "DELETE", f"{_ALL}/customers")
def withdraw_to_customers(request: Request, reference: Reference) -> None:
    """Take the public text away; its address says that it is gone. For its leads."""
    withdraw_from_customers(actor=request.actor, number_or_id=reference)


@changes(router, "POST", f"{_ALL}/customers/restoration", Publication)
def restore_publication(request: Request, reference: Reference) -> Publication:
    """Put the text back that was withdrawn, as it was. For its leads."""
    return _publication(restore_to_customers(actor=request.actor, number_or_id=reference))


def _publication(row: Row) -> Publication:
    return Publication(
        slug=row.slug,
        title=row.title,
        markdown=row.markdown,
        at=row.at,
        by=row.by,
        withdrawn=row.withdrawn,
        post_mortem_version=row.version,
    )
