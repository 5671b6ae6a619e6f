"""Incidents drafted from records that are in the store, as `hansei draft` leaves them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hansei.accounts.actor import Actor
from hansei.domain.draft.compose import Request, draft
from hansei.domain.event import Record
from hansei.domain.records import InMemory
from hansei.domain.variants import variant
from hansei.drafting.pipeline import StoredDraft
from hansei.postmortem.models import PostMortem
from hansei.sources.base import Reading
from tests.domain.incidents import TITLES, outage
from tests.strategies.records import TRUST
from tests.timeline.case import ACTOR, Case


def drafted(
    records: Sequence[Record] = (), *, actor: Actor = ACTOR, source: str = "/incidents/1"
) -> PostMortem:
    """The post-mortem after drafting from these records, over what stands of this source."""
    given = list(records or outage())
    store = StoredDraft(actor, source=source, note="")
    store.importing([Reading(each, {"text": each.text, "key": each.key}) for each in given], ())
    standing = store.previous()
    made = draft(
        InMemory(given),
        Request(variant=variant("incident"), previous=standing, kept=store.kept(standing),
                trust=TRUST, titles=TITLES),
    )  # fmt: skip
    number, _ = store.saving(made)
    return PostMortem.objects.get(number=number)


@pytest.fixture
def case(written: PostMortem) -> Case:
    """The same, to work on."""
    return Case(written)


@pytest.fixture
def written(db: None) -> PostMortem:
    """A post-mortem drafted from the outage of `tests.domain.incidents`."""
    return drafted()
