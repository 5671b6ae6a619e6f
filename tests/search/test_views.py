"""Saved views: one's own, shared ones, and what is taken away can be brought back."""

from __future__ import annotations

import pytest

from hansei.audit.models import Entry
from hansei.domain.errors import InputError, NotFound
from hansei.search.selectors.views import saved_views
from hansei.search.services.views import change_view, remove_view, restore_view, save_view
from tests.web.people import person

pytestmark = pytest.mark.django_db


def test_a_view_is_its_owners_until_it_is_shared() -> None:
    owner, other, stranger = (person(who).actor for who in ("viewer", "lead", "stranger"))
    view = save_view(actor=owner, page="incidents", name=" My   view ", query="severity=Sev-1")
    assert (view.name, view.shared) == ("My view", False)
    assert saved_views(actor=owner, page="incidents") == [view]
    assert saved_views(actor=owner, page="actions") == []
    assert saved_views(actor=other, page="incidents") == []
    change_view(actor=owner, pk=view.pk, name="Ours", shared=True)
    mine = save_view(actor=other, page="incidents", name="Zebra", query="")
    assert [each.name for each in saved_views(actor=other, page="incidents")] == ["Zebra", "Ours"]
    assert saved_views(actor=stranger, page="incidents") == []
    for refused in (
        lambda: change_view(actor=other, pk=view.pk, name="Mine", shared=False),
        lambda: remove_view(actor=other, pk=view.pk),
        lambda: remove_view(actor=owner, pk=mine.pk),
        lambda: save_view(actor=stranger, page="incidents", name="x", query=""),
    ):
        with pytest.raises(NotFound):
            refused()


def test_the_same_name_replaces_and_the_same_view_changes_nothing() -> None:
    owner = person("viewer").actor
    first = save_view(actor=owner, page="incidents", name="Mine", query="a=1")
    again = save_view(actor=owner, page="incidents", name="Mine", query="a=2")
    assert (again.pk, again.query, again.version) == (first.pk, "a=2", 2)
    entries = Entry.objects.count()
    save_view(actor=owner, page="incidents", name="Mine", query="a=2")
    change_view(actor=owner, pk=first.pk, name="Mine", shared=False)
    assert Entry.objects.count() == entries


def test_what_is_removed_can_be_brought_back() -> None:
    owner = person("viewer").actor
    view = save_view(actor=owner, page="incidents", name="Mine", query="a=1")
    remove_view(actor=owner, pk=view.pk)
    assert saved_views(actor=owner, page="incidents") == []
    restore_view(actor=owner, pk=view.pk)
    assert saved_views(actor=owner, page="incidents") == [view]


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"page": "elsewhere"},
        {"query": "x" * 2001},
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(values: dict[str, str]) -> None:
    owner = person("viewer").actor
    with pytest.raises(InputError) as refused:
        save_view(actor=owner, **{"page": "incidents", "name": "Mine", "query": "", **values})
    assert refused.value.place == next(iter(values))
