"""API tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.accounts import selectors
from hansei.accounts.roles import Scope
from hansei.accounts.services.create_token import create_token as create
from hansei.accounts.services.create_token import revoke_token as revoke
from hansei.api.operations import changes, reads
from hansei.api.pages import page
from hansei.api.problems import Refused
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Page, Paging, Shown, Whole

if TYPE_CHECKING:
    from hansei.accounts.models import ApiToken

router = Router(tags=["People"])


class Token(Shown):
    """A key to the API."""

    id: Annotated[int, Field(examples=[9])]
    name: Annotated[str, Field(examples=["deploy pipeline"])]
    person: Annotated[int, Field(description="Whose it is.", examples=[4])]
    prefix: Annotated[str, Field(description="Its beginning.", examples=["hns_8dJ2kq0x"])]
    scopes: list[Scope]
    created: AwareDatetime
    expires: AwareDatetime | None
    last_used: AwareDatetime | None
    revoked: AwareDatetime | None


class NewToken(Token):
    """A token with its secret, which nobody can be shown again."""

    secret: Annotated[str, Field(examples=["hns_8dJ2kq0x…"])]


class TokenGiven(Given):
    """What a token is for."""

    name: Annotated[Line, Field(examples=["deploy pipeline"])]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, description="A scope brings those"
                      " below it.", examples=[["read"]])]  # fmt: skip
    days: Annotated[Whole, Field(ge=1, le=366, description="How long it lives.")] = 90


class TokensWanted(Paging):
    """Whose tokens."""

    person: Annotated[Id | None, Field(description="Of this person, for administrators; left out"
                                       " for one's own.")] = None  # fmt: skip


@reads(router, "/tokens", Page[Token], paged=True)
def list_tokens(request: Request, wanted: Query[TokensWanted]) -> dict[str, Any]:
    """List tokens, the newest first; revoked and expired ones are among them."""
    rows = selectors.tokens(actor=request.actor, user_id=wanted.person)
    return page(request, wanted, rows, _shown)


@changes(router, "POST", "/tokens", NewToken, scope=Scope.ADMIN, created=True, secret=True)
def create_token(request: Request, body: TokenGiven) -> NewToken:
    """Make a token of one's own by one that has the scope `admin`.

    A token gives no more than the one that makes it. A session may not: a token outlives it, so
    the profile asks for the password first.
    """
    if request.caller.token is None:
        raise Refused("scope", "make the first token in your profile")
    made = create(actor=request.actor, name=body.name, scopes=body.scopes, days=body.days)
    request.location = "/tokens"
    return NewToken(**_fields(made.token), secret=made.secret)


@changes(router, "DELETE", "/tokens/{int:token}")
def revoke_token(request: Request, token: Id) -> None:
    """Revoke a token at once: one's own, or anybody's for administrators."""
    revoke(actor=request.actor, token_id=token)


def _shown(row: ApiToken) -> Token:
    return Token(**_fields(row))


def _fields(row: ApiToken) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "person": row.user_id,
        "prefix": row.prefix,
        "scopes": selectors.token_scopes(row),
        "created": row.created,
        "expires": row.expires,
        "last_used": row.last_used,
        "revoked": row.revoked,
    }
