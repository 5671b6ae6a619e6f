"""What answers here, and for whom."""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from pydantic import Field

from hansei import __version__
from hansei.accounts.roles import Role, Scope
from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Shown
from hansei.postmortem.selectors import post_mortems

router = Router(tags=["Server"])


class Server(Shown):
    """The server and its caller."""

    hansei: Annotated[str, Field(description="The version of Hansei.", examples=["0.4.0"])]
    caller: Annotated[str, Field(description="As the audit trail names it.",
                                 examples=["user:on-call engineer"])]  # fmt: skip
    scopes: list[Scope]
    roles: Annotated[list[Role], Field(description="Held in the whole organisation.")]
    is_member: Annotated[bool, Field(description="Whether any role is held.")]
    post_mortems: Annotated[int, Field(description="How many the caller may read.", examples=[42])]


@reads(router, "/server", Server)
def read_server(request: Request) -> Server:
    """Read what answers here.

    Shows that the address is right, the token is good, and what it may be used for.
    """
    actor = request.actor
    return Server(
        hansei=__version__,
        caller=str(actor),
        scopes=[each for each in Scope if each in request.caller.scopes],
        roles=sorted(actor.roles),
        is_member=actor.is_member,
        post_mortems=post_mortems(actor=actor).count(),
    )
