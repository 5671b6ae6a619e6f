"""What those who were there remember: written before they see the timeline, then side by side.

These are the only addresses of a post-mortem that answer somebody who is to write first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Flag, Given, Id, Prose, Shown, Whole
from hansei.api.shapes.postmortems import Reference
from hansei.meeting.selectors.accounts import accounts_of
from hansei.meeting.services.account import (
    MOST_ASKED,
    MOST_TEXT,
    ask_for_accounts,
    lay_out_accounts,
    see_timeline_first,
    write_account,
)

if TYPE_CHECKING:
    from hansei.domain.meeting.accounts import Row

router = Router(tags=["Together"])
_ALL = "/postmortems/{reference}/accounts"
_MINE = f"{_ALL}/mine"


class PersonAsked(Shown):
    """Somebody who was asked, and how far they are; nothing of what they wrote."""

    name: Annotated[str, Field(examples=["On-call engineer"])]
    handed: Annotated[bool, Field(description="They handed it in.")]
    saw_first: Annotated[bool, Field(description="They chose to see the timeline before.")]


class MyAccount(Shown):
    """What the caller wrote so far. It can be written on until it is handed in."""

    text: Annotated[str, Field(examples=["09:20 The page says that checkout is down"])]
    version: Annotated[int, Field(description="To be named when it is written on.", examples=[3])]
    handed: AwareDatetime | None
    saw_first: AwareDatetime | None


class AccountMoment(Shown):
    """What one account says beside an event, or of a moment that the timeline does not have."""

    by: Annotated[str, Field(examples=["On-call engineer"])]
    text: Annotated[str, Field(examples=["The page says that checkout is down"])]
    at: AwareDatetime | None
    drift_s: Annotated[float, Field(description="Seconds later than recorded; 0 within 2 minutes.")]


class AccountRow(Shown):
    """One line of the comparison. Without an event the timeline has nothing of it."""

    at: AwareDatetime | None
    event: Annotated[str, Field(description='The event\'s name, or "".', examples=["e7"])]
    text: Annotated[str, Field(description="What the event says.")]
    said: list[AccountMoment]


class AccountsShown(Shown):
    """The accounts as far as the caller may read them by now. `rows` is empty until all were laid
    side by side; before that, `mine` is the caller's own alone."""

    asked: list[PersonAsked]
    mine: MyAccount | None
    laid_out: AwareDatetime | None
    names: Annotated[list[str], Field(description="Whose accounts are compared.")]
    rows: list[AccountRow]


class AskedGiven(Given):
    """Whom to ask."""

    people: Annotated[list[Id], Field(min_length=1, max_length=MOST_ASKED, examples=[[3, 8]])]


class AccountGiven(Given):
    """What one remembers. A line that begins with a time is a moment."""

    text: Annotated[
        Prose, Field(max_length=MOST_TEXT, examples=["09:20 The page says that checkout is down"])
    ]
    version: Annotated[Whole, Field(description="The one that it is written over.", examples=[3])]
    hand_in: Annotated[Flag, Field(description="It is done, and stays as it is.")] = False


@reads(router, _ALL, AccountsShown)
def get_accounts(request: Request, reference: Reference) -> AccountsShown:
    """Who was asked, the caller's own account, and once they are open all of them side by side."""
    return _shown(request, reference)


@changes(router, "POST", _ALL, AccountsShown)
def request_accounts(request: Request, reference: Reference, body: AskedGiven) -> AccountsShown:
    """Ask people for their accounts. Whoever was asked already stays asked."""
    ask_for_accounts(actor=request.actor, number_or_id=reference, users=body.people)
    return _shown(request, reference)


@changes(router, "PUT", _MINE, MyAccount)
def write_my_account(request: Request, reference: Reference, body: AccountGiven) -> MyAccount:
    """Write one's own account, or hand it in. Nobody else reads it before all are laid out."""
    made = write_account(
        actor=request.actor, number_or_id=reference, text=body.text, version=body.version,
        hand_in=body.hand_in,
    )  # fmt: skip
    return MyAccount.model_validate(made)


@changes(router, "POST", f"{_MINE}/timeline", MyAccount)
def see_the_timeline_first(request: Request, reference: Reference) -> MyAccount:
    """See the timeline without having handed in; it is told beside one's account."""
    made = see_timeline_first(actor=request.actor, number_or_id=reference)
    return MyAccount.model_validate(made)


@changes(router, "POST", f"{_ALL}/comparison", AccountsShown)
def compare_accounts(request: Request, reference: Reference) -> AccountsShown:
    """Lay all that were handed in side by side, for everybody. None can be handed in after that."""
    lay_out_accounts(actor=request.actor, number_or_id=reference)
    return _shown(request, reference)


def _shown(request: Request, reference: str) -> AccountsShown:
    found = accounts_of(actor=request.actor, number_or_id=reference)
    return AccountsShown(
        asked=[PersonAsked.model_validate(each) for each in found.asked],
        mine=MyAccount.model_validate(found.mine) if found.mine else None,
        laid_out=found.laid_out,
        names=list(found.names),
        rows=[_row(each) for each in found.rows],
    )


def _row(row: Row) -> AccountRow:
    return AccountRow(
        at=row.at,
        event=row.event.id if row.event else "",
        text=row.event.text if row.event else "",
        said=[
            AccountMoment(by=name, text=each.moment.text, at=each.moment.at, drift_s=each.drift_s)
            for name, told in row.said.items()
            for each in told
        ],
    )
