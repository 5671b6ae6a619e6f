"""People of each role and post-mortems of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from hansei.accounts.actor import Actor, system
from hansei.domain.document import PUBLIC, Block, Section, drafted
from hansei.domain.policy import Policy
from hansei.organisation.models import Setting
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.conftest import people

__all__ = ["people"]

SOUND = (
    Section("summary", "Summary", (drafted("summary.text", "Checkout was slow for an hour."),)),
    Section(
        "impact",
        "Impact",
        (
            Block("45 % of users could not pay; db-prod-03 was saturated."),
            Block(f"{PUBLIC}\nPaying took very long for 45 % of users. Nothing was charged twice."),
        ),
    ),
    Section(
        "root_cause",
        "Root cause",
        (Block("The pool was too small."), Block(f"{PUBLIC}\nA default setting was too low.")),
    ),
    Section("resolution", "Resolution", (Block(f"{PUBLIC}\nWe raised the limit and watch it."),)),
)


def made(
    owner: Actor, source: str = "/one", /, *, sections: tuple[Section, ...] = SOUND, **fields: Any
) -> PostMortem:
    """A post-mortem that `owner` owns."""
    draft = sample_draft(owner=owner.name, sections=sections)
    saved = save_draft(actor=system("test"), draft=draft, source=source)
    PostMortem.objects.filter(pk=saved.pk).update(owner_user_id=owner.user_id, **fields)
    saved.refresh_from_db()
    return saved


def asks_for_approval(rank: int = 2) -> None:
    """The organisation wants a second person's approval down to this rank of severity."""
    value = msgspec.json.encode(Policy(approval_rank=rank)).decode()
    Setting.objects.create(
        key="policy", value=value, updated=datetime(2026, 1, 1, tzinfo=UTC), updated_by="test"
    )


@pytest.fixture
def owned(people: Mapping[str, Any]) -> PostMortem:
    """A sound post-mortem of the contributor's."""
    return made(people["contributor"].actor)
