"""The history names all who wrote a revision together."""

from __future__ import annotations

import pytest

from hansei.accounts.actor import system
from hansei.collab import journal, selectors
from hansei.collab.services.write_together import write_together
from hansei.postmortem.services.save_point import save_point
from hansei.postmortem.services.start_post_mortem import start_post_mortem
from tests.web.people import STRANGER, person

pytestmark = pytest.mark.django_db


def test_a_revision_names_everybody_who_wrote_in_it() -> None:
    lead, other, stranger = person("lead"), person("contributor"), person(STRANGER)
    made = start_post_mortem(actor=lead.actor, title="Checkout was slow", variant="incident")
    journal.opened(made.number, "here")
    for text, who in (("One.", ["user:lead"]), ("One. Two.", ["user:lead", "user:contributor"])):
        write_together(actor=lead.actor, number_or_id=made.number, texts={"summary": text},
                       authors=who, until=0)  # fmt: skip
    save_point(actor=lead.actor, number_or_id=made.number)
    made.refresh_from_db()
    found = selectors.authors(made, [(1, 2), (2, 3), (1, 3)])
    assert found[2] == ("The lead",)
    assert found[3] == ("The lead", "The contributor")
    address = f"/postmortems/{made.number}/revisions/"
    page = other.client.get(address).content.decode()
    assert "with The contributor" in page
    assert "with The lead" not in page
    assert stranger.client.get(address).status_code == 404
    assert selectors.authors(made, []) == {}


def test_a_history_that_nobody_wrote_together_says_nothing_of_it() -> None:
    lead = person("lead")
    made = start_post_mortem(actor=system("test"), title="Slow", variant="incident")
    page = lead.client.get(f"/postmortems/{made.number}/revisions/").content.decode()
    assert '<p class="who">' in page
    assert "</strong> with" not in page
