"""What the checks see in a post-mortem, its open points, and the risks that are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router
from pydantic import Field

from hansei.accounts.roles import Scope
from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found, shown
from hansei.api.shapes.base import Given, Id, Page, Word
from hansei.api.shapes.checks import (
    Acceptance,
    AcceptanceGiven,
    Checks,
    Citable,
    Claims,
    Factor,
    Finding,
    Settled,
    Statement,
    StatementGiven,
)
from hansei.api.shapes.postmortems import PostMortem, Reference, Sections
from hansei.editing.seen import seen
from hansei.postmortem.selectors.citing import find_citable
from hansei.postmortem.selectors.coverage import acceptances_of
from hansei.postmortem.services.accept_risk import accept_risk as accept
from hansei.postmortem.services.accept_risk import withdraw_acceptance as withdraw
from hansei.postmortem.services.mark_statement import mark_statement as mark
from hansei.postmortem.services.mark_statement import settle_statement as settle

if TYPE_CHECKING:
    from hansei.domain.coverage import Answered
    from hansei.editing.look import Look

router = Router(tags=["Post-mortems"])
_ALL = "/postmortems/{reference}"


class Words(Given):
    """What to look for."""

    q: Annotated[Word, Field(description="Words, a time or a name; key events without.")] = ""


@reads(router, f"{_ALL}/checks", Checks)
def read_checks(request: Request, reference: Reference) -> Checks:
    """Read what the checks see: findings, claim coverage, factor coverage, open statements."""
    return _checks(seen(found(request, reference)))


@changes(router, "POST", f"{_ALL}/checks", Checks, scope=Scope.READ, plain=True)
def check_sections(request: Request, reference: Reference, body: Sections) -> Checks:
    """Check sections as they are being typed. Nothing is saved."""
    return _checks(seen(found(request, reference), body.sections))


@reads(router, f"{_ALL}/citable", Page[Citable])
def list_citable(request: Request, reference: Reference, wanted: Query[Words]) -> dict[str, Any]:
    """List what the text can cite: the events and evidence that fit, the best first."""
    rows = find_citable(actor=request.actor, number_or_id=reference, text=wanted.q)
    return whole(Citable.model_validate(each) for each in rows)


@changes(router, "POST", f"{_ALL}/statements", PostMortem, tagged=True)
def mark_statement(request: Request, reference: Reference, body: StatementGiven) -> PostMortem:
    """Mark a statement as disputed, unknown or assumed."""
    row = mark(
        actor=request.actor,
        number_or_id=reference,
        handle=body.section,
        statement=body.statement,
        standing=body.standing,
        who=body.who,
        why=body.why,
    )
    return shown(row)


@changes(router, "POST", f"{_ALL}/settlements", PostMortem, tagged=True)
def settle_statement(request: Request, reference: Reference, body: Settled) -> PostMortem:
    """Take the mark off a statement, and say in the trail how it was settled."""
    row = settle(
        actor=request.actor,
        number_or_id=reference,
        handle=body.section,
        statement=body.statement,
        note=body.note,
    )
    return shown(row)


@reads(router, f"{_ALL}/acceptances", Page[Acceptance])
def list_acceptances(request: Request, reference: Reference) -> dict[str, Any]:
    """List the accepted risks that were not withdrawn. Always one page."""
    rows = acceptances_of(found(request, reference))
    return whole(
        Acceptance(
            id=each.id,
            key=each.acceptance.key,
            factor=each.acceptance.factor,
            reason=each.acceptance.reason,
            by=each.by,
            at=each.acceptance.at,
            until=each.acceptance.until,
        )
        for each in rows
    )


@changes(router, "POST", f"{_ALL}/acceptances", Acceptance, created=True)
def accept_risk(request: Request, reference: Reference, body: AcceptanceGiven) -> Acceptance:
    """Sign that a factor is lived with, until a day. For leads."""
    row = accept(
        actor=request.actor,
        number_or_id=reference,
        key=body.key,
        reason=body.reason,
        until=body.until,
    )
    request.location = f"/postmortems/{row.post_mortem.number}/acceptances"
    return Acceptance(
        id=row.pk,
        key=row.key,
        factor=row.factor,
        reason=row.reason,
        by=row.by,
        at=row.at,
        until=row.until,
    )


@changes(router, "DELETE", f"{_ALL}/acceptances/{{int:acceptance}}")
def withdraw_acceptance(request: Request, reference: Reference, acceptance: Id) -> None:
    """Withdraw an accepted risk. It stays on record. For leads."""
    withdraw(actor=request.actor, number_or_id=reference, acceptance=acceptance)


def _checks(look: Look) -> Checks:
    return Checks(
        findings=[Finding.model_validate(each) for each in look.findings],
        claims=Claims.model_validate(look.claims),
        factors=[_factor(each) for each in look.factors.factors],
        idle_actions=list(look.factors.idle),
        statements=[Statement.model_validate(each) for each in look.marks],
    )


def _factor(answered: Answered) -> Factor:
    accepted = answered.acceptance
    return Factor(
        key=answered.factor.key,
        text=answered.factor.text,
        type=answered.factor.type,
        answer=answered.answer,
        covered=answered.covered,
        actions=list(answered.actions),
        accepted_by=accepted.by if accepted else "",
        accepted_until=accepted.until if accepted else None,
    )
