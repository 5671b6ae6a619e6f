"""Likeness by meaning: what is kept, what it finds beyond words, why, and that it is optional."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pytest
from django.core.cache import cache
from django.utils import timezone

from hansei.accounts.actor import command_line
from hansei.domain.learning.meaning import Meanings, Vectors, evidence, nearest
from hansei.recurrence import meanings
from hansei.recurrence.meaning import encoder as model
from hansei.recurrence.meaning.pieces import MOST, pieces
from hansei.recurrence.models import Meaning
from hansei.recurrence.profiles import Texts
from hansei.recurrence.selectors.similar import pair, similar
from hansei.timeline.models import Incident

pytestmark = pytest.mark.django_db
FULL = "The disk of the log server filled up because old files were never removed."
NO_SPACE = "Storage for logging ran out of space as nobody deleted outdated data."
EXPIRED = "The certificate of the login page expired over the weekend and browsers refused it."


def _incident(title: str, summary: str) -> Incident:
    return Incident.objects.create(
        title=title, summary=summary, started=timezone.now(), created=timezone.now()
    )


@pytest.fixture
def three() -> tuple[Incident, Incident, Incident]:
    return (
        _incident("Disk full on the log server", FULL),
        _incident("No space left for logs", NO_SPACE),
        _incident("Nobody can sign in", EXPIRED),
    )


@pytest.fixture
def off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As without the extra."""
    monkeypatch.setattr(model, "find_spec", lambda _name: None)
    model.encoder.cache_clear()
    cache.clear()
    yield
    model.encoder.cache_clear()


def test_what_says_the_same_in_other_words_is_found_and_quoted(
    three: tuple[Incident, Incident, Incident],
) -> None:
    asked, other, stranger = three
    before = similar(actor=command_line(), incident=asked.pk)
    assert (before.meant, before.likely, before.perhaps) == (0, (), ())
    assert meanings.refresh() == 3
    found = similar(actor=command_line(), incident=asked.pk)
    assert found.meant == 3
    shown = {each.incident: each for each in (*found.likely, *found.perhaps)}
    assert stranger.pk not in shown
    (reason,) = (each for each in shown[other.pk].why if each.kind == "meaning")
    assert reason.shared == (FULL, NO_SPACE)
    both = pair(actor=command_line(), incident=asked.pk, other=other.pk)
    assert both.score == pytest.approx(shown[other.pk].score, abs=1e-3)
    assert "meaning" in {each.kind for each in both.why}


def test_vectors_are_made_once_and_again_after_a_change(
    three: tuple[Incident, Incident, Incident],
) -> None:
    assert (meanings.refresh(most=2), meanings.refresh(), meanings.refresh()) == (2, 1, 0)
    kept = Meaning.objects.get(incident=three[0])
    Incident.objects.filter(pk=three[0].pk).update(version=7, summary=EXPIRED)
    assert meanings.refresh() == 1
    again = Meaning.objects.get(incident=three[0])
    assert bytes(again.whole) != bytes(kept.whole)


def test_vectors_of_another_model_are_neither_used_nor_kept(
    three: tuple[Incident, Incident, Incident],
) -> None:
    meanings.refresh()
    for row in Meaning.objects.all():
        row.delete()
        row.made_of = row.made_of.replace(model.MODEL, "an-older-model")
        row.save()
    assert len(meanings.held()) == 0
    assert meanings.refresh() == 3


@pytest.mark.usefixtures("off")
def test_without_the_extra_nothing_is_made_and_words_are_compared(
    three: tuple[Incident, Incident, Incident],
) -> None:
    assert meanings.refresh() == 0
    assert not Meaning.objects.exists()
    found = similar(actor=command_line(), incident=three[0].pk, wait=True)
    assert (found.meant, found.waiting) == (None, 0)


def test_a_model_with_another_digest_is_not_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(model, "_DIGEST", "0" * 64)
    model.encoder.cache_clear()
    try:
        assert model.encoder() is None
    finally:
        model.encoder.cache_clear()
    assert "not the model it was measured with" in caplog.text


def test_vectors_have_length_one_and_do_not_hang_on_their_neighbours() -> None:
    encode = model.encoder()
    assert encode is not None
    alone, beside = encode([FULL]), encode([EXPIRED, FULL, ""])
    assert np.array_equal(alone[0], beside[1])
    assert np.linalg.norm(beside, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


@pytest.mark.parametrize(("text", "told"), [
    ("Database down!", [7809, 2091, 999]),
    ("Überlastung", [19169, 8523, 21847]),
    ("postgres-14.2", [2695, 17603, 2015, 1011, 2403, 1012, 1016]),
    ("検索 x", [100, 100, 1060]),
    ("a" * 101, [100]),
    ("", []),
])  # fmt: skip
def test_pieces_are_those_of_bert(text: str, told: list[int]) -> None:
    assert pieces(text) == [101, *told, 102]


def test_a_long_text_is_read_as_far_as_the_model_can() -> None:
    found = pieces("pool " * 5000)
    assert (len(found), found[-1]) == (MOST, 102)


def test_sentences_are_those_that_say_something() -> None:
    text = (
        "## Cause\n- **The pool** was too small for it.\nYes.\n" + "One more of many lines.\n" * 9
    )
    told = Texts("Checkout", text + "\n".join(f"This is line number {n} of it" for n in range(9)))
    found = meanings.sentences_of(told)
    assert found[:3] == [
        "Checkout", "The pool was too small for it.", "One more of many lines.",
    ]  # fmt: skip
    assert len(found) == 8


def test_nearness_is_worth_nothing_between_texts_that_say_nothing() -> None:
    assert evidence(0.99, says=0.0) == 0
    assert evidence(0.59, says=1000.0) == 0
    assert 0.6 < evidence(0.99, says=100.0) < 0.7


def _unit(*rows: Iterable[float]) -> Vectors:
    found: Vectors = np.array([list(each) for each in rows], np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def test_near_is_symmetrical_and_leaves_the_asked_out() -> None:
    held = Meanings(("1", "2", "3"), _unit((1, 0), (1, 0.2), (0, 1)))
    near: Callable[[str], dict[str, float]] = lambda one: dict(held.near(one))  # noqa: E731
    assert near("1").keys() == {"2"}
    assert near("2")["1"] == pytest.approx(near("1")["2"])
    assert near("3") == near("unknown") == {}
    assert held.cosine("1", "unknown") == 0
    assert nearest(_unit((1, 0), (0, 1)), _unit((0.1, 1))) == (1, 0)
    assert nearest(_unit((1, 0)), np.empty((0, 2), np.float32)) is None
