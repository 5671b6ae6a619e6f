"""The first dashboard of a process, made before anybody asks."""

from __future__ import annotations

import pytest

from hansei.accounts.actor import system
from hansei.learning import held
from hansei.postmortem.services.save_draft import save_draft
from hansei.web.learning import warming
from tests.store.samples import sample_draft


@pytest.mark.django_db(transaction=True)
def test_facts_are_read_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    save_draft(actor=system("test"), draft=sample_draft(detected=5), source="/1")
    monkeypatch.setattr(held, "_whole", {})
    monkeypatch.setattr(held, "_numbers", {})
    warming.begin.cache_clear()
    thread = warming.begin(0.0)
    thread.join(60)
    assert not thread.is_alive()
    assert warming.begin(0.0) is thread
    assert held._whole
