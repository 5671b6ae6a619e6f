"""What tests of the pages share."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hansei.accounts.actor import system
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import WHO, Person, person


@pytest.fixture
def people(db: None) -> Mapping[str, Person]:
    """One person of each kind by its name in `WHO`."""
    return {who: person(who) for who in WHO}


@pytest.fixture
def post_mortem(db: None) -> PostMortem:
    """A drafted post-mortem with its incident, that every member may read."""
    return save_draft(actor=system("test"), draft=sample_draft(), source="/sample")
