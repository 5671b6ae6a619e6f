"""Shapes of post-mortems and their parts."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from hansei.accounts.roles import Role
from hansei.api.shapes.base import Day, Given, Id, Line, Paging, Prose, Shown, Word, Words
from hansei.search.selectors.post_mortems import Order

Reference = Annotated[
    str,
    Field(
        min_length=1, max_length=200, description='"7", "PM-7" or a document id.', examples=["7"]
    ),
]
Handle = Annotated[
    str, Field(min_length=1, max_length=200, description="A section's name in its document.",
               examples=["impact"])
]  # fmt: skip


class PostMortem(Shown):
    """A post-mortem without its text."""

    number: Annotated[int, Field(examples=[7])]
    reference: Annotated[str, Field(description="How people name it.", examples=["PM-7"])]
    document_id: Annotated[str, Field(description="Goes with its files from store to store.",
                                      examples=["9f86d081884c7d65"])]  # fmt: skip
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    variant: Annotated[str, Field(examples=["incident"])]
    status: Annotated[str, Field(examples=["in review"])]
    severity: Annotated[str, Field(examples=["Sev-2"])]
    owner: Annotated[str, Field(examples=["Incident lead"])]
    owner_id: Annotated[int | None, Field(description="The account behind the owner's name.",
                                          examples=[4])]  # fmt: skip
    team: Annotated[int | None, Field(examples=[2])]
    zone: Annotated[str, Field(examples=["Europe/London"])]
    restricted: Annotated[bool, Field(description="For named people only.", examples=[False])]
    due: date | None
    submitted: AwareDatetime | None
    published: AwareDatetime | None
    created: AwareDatetime
    updated: AwareDatetime
    version: Annotated[int, Field(examples=[3])]


class PostMortemsWanted(Paging):
    """Which post-mortems. Of several statuses, variants or services one is enough."""

    q: Annotated[Word, Field(description="Words in it.")] = ""
    status: Annotated[Words, Field(description='As in "in review"; may be repeated.')]
    variant: Annotated[Words, Field(description="May be repeated.")]
    service: Annotated[Words, Field(description="May be repeated.")]
    team: Annotated[Id | None, Field(description="Of this team.")] = None
    owner: Annotated[Id | None, Field(description="Owned by this account.")] = None
    late: Annotated[bool, Field(description="Past their day and not published.")] = False
    sort: Annotated[Order, Field(description="The order.")] = Order.NEWEST


class PostMortemGiven(Given):
    """What to start. What is left out comes from the first incident."""

    title: Annotated[Line, Field(examples=["Checkout is slow"])] = ""
    variant: Annotated[Word, Field(description='"" for the usual one.',
                                   examples=["incident"])] = ""  # fmt: skip
    modules: Annotated[tuple[Word, ...], Field(max_length=50, examples=[["cost"]])] = ()
    incidents: Annotated[tuple[Id, ...], Field(max_length=20, examples=[[12]])] = ()
    owner: Annotated[Line, Field(examples=["Incident lead"])] = ""
    severity: Annotated[Word, Field(examples=["Sev-2"])] = ""
    services: Annotated[tuple[Word, ...], Field(max_length=50, examples=[["checkout"]])] = ()
    zone: Annotated[Word, Field(examples=["Europe/London"])] = ""
    team: Annotated[Id | None, Field(examples=[2])] = None
    due: Day | None = None


class Details(Shown):
    """What is told about a post-mortem outside of its sections."""

    title: Annotated[str, Field(examples=["Checkout is slow"])]
    owner: Annotated[str, Field(examples=["Incident lead"])]
    owner_id: Annotated[int | None, Field(examples=[4])]
    severity: Annotated[str, Field(examples=["Sev-2"])]
    zone: Annotated[str, Field(examples=["Europe/London"])]
    services: Annotated[list[str], Field(examples=[["checkout"]])]
    due: date | None
    state: Annotated[str, Field(description="Stands in the ETag.", examples=["5d41402abc4b2a76"])]


class DetailsGiven(Given):
    """What to tell otherwise. An owner is an account by `owner_id`, or a name."""

    title: Annotated[Line, Field(default=None, examples=["Checkout is slow"])]
    owner: Annotated[Line, Field(default=None, examples=["Incident lead"])]
    owner_id: Annotated[Id | None, Field(default=None, examples=[None])]
    severity: Annotated[Word, Field(default=None, examples=["Sev-2"])]
    zone: Annotated[Word, Field(default=None, examples=["Europe/London"])]
    services: Annotated[tuple[Word, ...], Field(default=None, max_length=50,
                                                examples=[["checkout"]])]  # fmt: skip
    due: Annotated[Day | None, Field(default=None)]


class LinkedIncidents(Given):
    """Incidents by key, in order; the text cites the first one's events by their plain names."""

    incidents: Annotated[tuple[Id, ...], Field(max_length=20, examples=[[12, 14]])]


class VariantGiven(Given):
    """A variant by name."""

    variant: Annotated[Word, Field(min_length=1, examples=["regulated"])]


class SectionShown(Shown):
    """A section's place in the document."""

    handle: Annotated[str, Field(examples=["impact"])]
    key: Annotated[str, Field(description='Its meaning; "" for one of people\'s own.',
                              examples=["impact"])]  # fmt: skip
    title: Annotated[str, Field(examples=["Impact"])]
    state: Annotated[str, Field(description="Stands in the ETag.", examples=["5d41402abc4b2a76"])]


class Section(SectionShown):
    """A section with its text."""

    text: Annotated[str, Field(description="Markdown without the heading.",
                               examples=["Checkout was slow for 40 minutes. [e1]"])]  # fmt: skip


class SectionGiven(Given):
    """One more section: of the variant or a module by key, or one's own by title."""

    key: Annotated[Word, Field(examples=["cost"])] = ""
    title: Annotated[Line, Field(examples=["Cost"])] = ""
    after: Annotated[Word, Field(description="The handle of the section before it.",
                                 examples=["impact"])] = ""  # fmt: skip


class SectionText(Given):
    """What a section says."""

    text: Annotated[Prose, Field(examples=["Checkout was slow for 40 minutes. [e1]"])]
    title: Annotated[Line | None, Field(description="Renames it.", examples=[None])] = None


class Moved(Given):
    """How far a section moves."""

    by: Annotated[int, Field(strict=True, ge=-100, le=100, description="Places down; negative for"
                             " up.", examples=[1])]  # fmt: skip


class FromRevision(Given):
    """The revision to take something from."""

    revision: Annotated[Id, Field(examples=[1])]


class Sections(Given):
    """Sections as they are being typed, by handle."""

    sections: Annotated[dict[Handle, Prose], Field(max_length=100, examples=[{"impact": "…"}])]


class NamedPerson(Shown):
    """Somebody with a role in one post-mortem."""

    id: Annotated[int, Field(examples=[4])]
    name: Annotated[str, Field(examples=["Support lead"])]
    username: Annotated[str, Field(examples=["support-lead"])]
    role: Role
    active: Annotated[bool, Field(examples=[True])]


class NamedPeople(Shown):
    """Who is named in a post-mortem, and whether it is for them only."""

    restricted: Annotated[bool, Field(examples=[True])]
    may_change: Annotated[bool, Field(description="Whether the caller decides over that.")]
    people: list[NamedPerson]


class GrantGiven(Given):
    """A role in one post-mortem: viewer, contributor or lead."""

    role: Role
