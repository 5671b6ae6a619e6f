"""Who is named in a post-mortem, and whether it is for them only."""

from __future__ import annotations

from ninja import Router

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.resources.postmortems import shown
from hansei.api.shapes.base import Id
from hansei.api.shapes.postmortems import (
    GrantGiven,
    NamedPeople,
    NamedPerson,
    PostMortem,
    Reference,
)
from hansei.postmortem.selectors.people import named_people
from hansei.postmortem.services.grant import grant_role as grant
from hansei.postmortem.services.grant import withdraw_grant as withdraw
from hansei.postmortem.services.restrict import lift_restriction as lift
from hansei.postmortem.services.restrict import restrict as restrict_to_named

router = Router(tags=["Post-mortems"])


@reads(router, "/postmortems/{reference}/people", NamedPeople)
def read_named_people(request: Request, reference: Reference) -> NamedPeople:
    """Read who is named in it, leads first."""
    named = named_people(actor=request.actor, number_or_id=reference)
    return NamedPeople(
        restricted=named.post_mortem.restricted,
        may_change=named.may_change,
        people=[NamedPerson.model_validate(each) for each in named.people],
    )


@changes(router, "PUT", "/postmortems/{reference}/people/{int:person}", NamedPeople)
def grant_role(request: Request, reference: Reference, person: Id, body: GrantGiven) -> NamedPeople:
    """Name a person in it, instead of the role that they had in it. For its leads."""
    grant(actor=request.actor, number_or_id=reference, user_id=person, role=body.role)
    return read_named_people(request, reference=reference)


@changes(router, "DELETE", "/postmortems/{reference}/people/{int:person}")
def withdraw_grant(request: Request, reference: Reference, person: Id) -> None:
    """Take a person's name off it. A restricted one keeps a lead. For its leads."""
    withdraw(actor=request.actor, number_or_id=reference, user_id=person)


@changes(router, "POST", "/postmortems/{reference}/restriction", PostMortem, tagged=True)
def restrict(request: Request, reference: Reference) -> PostMortem:
    """Keep it, with its incidents, for the people named in it. For its leads.

    The caller becomes one of its leads.
    """
    return shown(restrict_to_named(actor=request.actor, number_or_id=reference))


@changes(router, "DELETE", "/postmortems/{reference}/restriction")
def lift_restriction(request: Request, reference: Reference) -> None:
    """Open it to every member again. For its leads."""
    lift(actor=request.actor, number_or_id=reference)
