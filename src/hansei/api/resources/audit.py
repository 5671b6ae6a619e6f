"""The audit trail, read only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import reads
from hansei.api.pages import page
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Page, Paging, Shown, Word
from hansei.audit.selectors import entries
from hansei.audit.verify import Fault, parse_head, verify
from hansei.domain.errors import NotFound

if TYPE_CHECKING:
    from hansei.audit.models import Entry

router = Router(tags=["Audit"])


class AuditEntry(Shown):
    """One change, chained to the one before by digests (see the guide of `hansei audit`)."""

    seq: Annotated[int, Field(examples=[42])]
    at: AwareDatetime
    actor: Annotated[str, Field(examples=["user:on-call engineer"])]
    verb: Annotated[str, Field(examples=["publish post-mortem"])]
    object_type: Annotated[str, Field(examples=["post-mortem"])]
    object_id: Annotated[str, Field(examples=["7"])]
    changes: Annotated[dict[str, Any], Field(examples=[{"version": 3}])]
    previous: Annotated[str, Field(description="SHA-256 of the entry before.",
                                   examples=["0" * 64])]  # fmt: skip
    digest: Annotated[str, Field(description="SHA-256 of this one.", examples=["a3" * 32])]


class EntriesWanted(Paging):
    """Which entries."""

    object_type: Annotated[Word, Field(description="Of these things, as in `post-mortem`.")] = ""
    object_id: Annotated[Word, Field(description="Of this one of them.")] = ""
    actor: Annotated[Word, Field(description="By whom, as in `user:name`.")] = ""


class AuditFault(Shown):
    """What is wrong with the trail at an entry."""

    seq: Annotated[int, Field(examples=[42])]
    fault: Annotated[Fault, Field(examples=["edited"])]


class Verification(Shown):
    """Whether the trail is whole. `head` is to be kept elsewhere, to tell later of a cut end."""

    entries: Annotated[int, Field(examples=[1204])]
    whole: Annotated[bool, Field(examples=[True])]
    head: Annotated[str, Field(examples=[f"1204:{'a3' * 32}"])]
    faults: Annotated[list[AuditFault], Field(examples=[[]])]


class KnownHead(Given):
    """A head that was kept."""

    head: Annotated[Word, Field(description="An earlier `head`: its entry has to be there.")] = ""


@reads(router, "/audit/verification", Verification)
def verify_audit_trail(request: Request, known: Query[KnownHead]) -> Verification:
    """Verify the whole trail: edits, gaps, and a cut end where an earlier head is given.

    For auditors.
    """
    if not request.actor.reads_trail:
        raise NotFound("no audit trail")
    report = verify(head=parse_head(known.head) if known.head else None)
    return Verification(
        entries=report.entries,
        whole=not report.problems,
        head=str(report.head),
        faults=[AuditFault(seq=each.seq, fault=each.fault) for each in report.problems],
    )


@reads(router, "/audit", Page[AuditEntry], paged=True)
def list_audit_entries(request: Request, wanted: Query[EntriesWanted]) -> dict[str, Any]:
    """List the audit trail.

    Newest first. Auditors read all of it, administrators what concerns accounts, teams and tokens;
    for others there is none.
    """
    asked = wanted.model_dump(include={"object_type", "object_id", "actor"})
    rows = entries(actor=request.actor).filter(**{name: v for name, v in asked.items() if v})
    return page(request, wanted, rows, _shown, key="seq")


def _shown(entry: Entry) -> AuditEntry:
    return AuditEntry(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        verb=entry.verb,
        object_type=entry.object_type,
        object_id=entry.object_id,
        changes=msgspec.json.decode(entry.changes),
        previous=entry.previous,
        digest=entry.digest,
    )
