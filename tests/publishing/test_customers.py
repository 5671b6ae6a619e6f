"""What customers read: only what was released, never less than was measured, and gone when gone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hansei.audit.models import Entry
from hansei.domain.document import PUBLIC, Block, Section
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from hansei.domain.public_words import Part
from hansei.domain.timeline import Timeline
from hansei.postmortem.models import PostMortem, Publication
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.write_public import write_public_words
from hansei.publishing.public_text import public_text
from hansei.publishing.selectors import preview, public_page, public_pages
from hansei.publishing.services.publish_to_customers import (
    publish_to_customers,
    restore_to_customers,
    withdraw_from_customers,
)
from tests.publishing.conftest import SOUND, asks_for_approval, made
from tests.web.people import Person

People = Mapping[str, Person]


def _released(*texts: str, key: str = "impact") -> tuple[Section, ...]:
    kept = tuple(each for each in SOUND if each.key != key)
    return (*kept, Section(key, key.title(), tuple(Block(f"{PUBLIC}\n{each}") for each in texts)))


def _publish(found: PostMortem, who: Person) -> Publication:
    found.refresh_from_db()
    return publish_to_customers(actor=who.actor, number_or_id=found.number, version=found.version)


def test_it_is_published_once_and_replaced_at_the_same_address(
    owned: PostMortem, people: People
) -> None:
    first = _publish(owned, people["lead"])
    assert "db-prod-03" not in first.markdown
    assert "Paying took very long for 45 %" in first.markdown
    entries = Entry.objects.count()
    assert _publish(owned, people["lead"]) == first
    assert Entry.objects.count() == entries
    write_public_words(
        actor=people["contributor"].actor, number_or_id=owned.number, version=owned.version,
        title="Checkout was slow", words={Part.WHY: "A limit was too low."},
    )  # fmt: skip
    second = _publish(owned, people["lead"])
    assert (second.slug, second.title) == (first.slug, "Checkout was slow")
    assert "A limit was too low." in second.markdown
    assert list(public_pages()) == [second]


def test_what_is_withdrawn_is_gone_until_it_is_put_back(owned: PostMortem, people: People) -> None:
    lead = people["lead"].actor
    published = _publish(owned, people["lead"])
    withdraw_from_customers(actor=lead, number_or_id=owned.number)
    assert not public_pages()
    assert public_page(slug=published.slug).withdrawn is not None
    with pytest.raises(NotFound):
        withdraw_from_customers(actor=lead, number_or_id=owned.number)
    restored = restore_to_customers(actor=lead, number_or_id=owned.number)
    assert (restored.markdown, restored.withdrawn) == (published.markdown, None)
    with pytest.raises(NotFound):
        restore_to_customers(actor=lead, number_or_id=owned.number)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("The key AKIAIOSFODNN7EXAMPLF was used.", "leak/secret"),
        ("Call +44 20 7946 0958 for help.", "leak/personal-data"),
        ("The host db-prod-03 was full.", "public/removed"),
        ("See https://wiki.example.org/x for more.", "public/removed"),
        ("[What happened]", "public/placeholder"),
        ("**Unknown:** whether orders were lost.", "public/placeholder"),
        ("Hardly any of our customers noticed a brief disruption.", "consistency/understated"),
    ],
)
def test_what_is_wrong_keeps_it_back_and_says_where(words: str, rule: str, people: People) -> None:
    found = made(people["contributor"].actor, sections=_released(words, key="root_cause"))
    shown = preview(actor=people["viewer"].actor, number_or_id=found.number)
    (finding,) = shown.text.findings
    assert finding.rule == rule
    assert shown.text.markdown.split("\n")[finding.place.line - 1].strip()
    with pytest.raises(UsageError, match="cannot go to customers"):
        _publish(found, people["lead"])
    assert not Publication.objects.exists()


def test_what_was_not_released_is_never_in_it(people: People) -> None:
    found = made(people["contributor"].actor)
    text = public_text(document_of(found), Timeline())
    for inside in ("saturated", "pool was too small", "Something happened"):
        assert inside not in text.markdown


def test_each_block_is_shown_beside_what_becomes_of_it(owned: PostMortem, people: People) -> None:
    shown = preview(actor=people["viewer"].actor, number_or_id=owned.number)
    kinds = {each.changes[0].text[:12]: each.released for each in shown.compared}
    assert kinds["45 % of user"] is False
    assert kinds["Paying took "] is True


def test_only_who_decides_publishes(owned: PostMortem, people: People) -> None:
    for who in ("stranger", "viewer", "contributor", "auditor"):
        with pytest.raises(NotFound):
            _publish(owned, people[who])
    with pytest.raises(Conflict):
        publish_to_customers(
            actor=people["lead"].actor, number_or_id=owned.number, version=owned.version + 1
        )
    _publish(owned, people["lead"])
    for who in ("stranger", "viewer", "contributor", "auditor"):
        with pytest.raises(NotFound):
            withdraw_from_customers(actor=people[who].actor, number_or_id=owned.number)


def test_asked_for_approval_holds_for_customers_too(owned: PostMortem, people: People) -> None:
    asks_for_approval()
    with pytest.raises(UsageError, match="second person"):
        _publish(owned, people["lead"])


def test_words_that_are_too_long_name_their_field(owned: PostMortem, people: People) -> None:
    with pytest.raises(InputError) as refused:
        write_public_words(
            actor=people["contributor"].actor, number_or_id=owned.number, version=owned.version,
            title="", words={Part.NEXT: "x" * 20_001},
        )  # fmt: skip
    assert refused.value.place == "next"
    with pytest.raises(NotFound):
        write_public_words(
            actor=people["viewer"].actor, number_or_id=owned.number, version=owned.version,
            title="", words={},
        )  # fmt: skip
