"""The API does what the pages do: each address of theirs has its operations, or a reason."""

from __future__ import annotations

from hansei.web.urls import urlpatterns
from tests.api.parity import BROWSER, operations_of
from tests.api.world import traits

NOT_OF_PAGES = frozenset("draft import_readings read_server take_upload_back".split())
"""Operations for scripts and the command line alone."""


def test_every_address_of_a_page_has_its_operations_or_a_reason() -> None:
    names = {str(each.name) for each in urlpatterns}  # type: ignore[union-attr]
    told = operations_of()
    assert not told.keys() & BROWSER.keys()
    assert names == told.keys() | BROWSER.keys(), "tell in tests/api/parity.py what does the same"


def test_every_operation_that_is_named_is_there_and_every_other_one_is_told() -> None:
    named = {each for operations in operations_of().values() for each in operations}
    there = traits().keys()
    assert not named - there
    assert there - named == NOT_OF_PAGES
