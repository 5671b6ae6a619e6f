"""Words for customers are written into the document, and nothing that was written goes away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.document import PUBLIC, Block, Document, Section, drafted
from hansei.domain.public_words import Part, public_title, public_words, with_public_words

_WORDS = st.lists(st.text("ab", min_size=1, max_size=4), max_size=4).map("\n\n".join)


def _released(text: str) -> Block:
    return Block(f"{PUBLIC}\n{text}")


def _document() -> Document:
    return Document(
        title="Pool exhausted on db-prod-03",
        sections=(
            Section("summary", "Summary", (Block("The pool ran dry."), _released("Slow."))),
            Section("root_cause", "Root cause", (drafted("causes.text", "A default changed."),)),
            Section("impact", "Impact", (_released("Nobody was charged twice."),)),
            Section("actions", "Actions", (Block("| Action |\n| --- |\n| Pin it |"),)),
        ),
    )


def _texts(document: Document, key: str) -> list[str]:
    section = document.section(key)
    return [block.text for block in section.blocks] if section else []


def test_what_is_released_is_told_part_by_part() -> None:
    words = public_words(_document())
    assert words[Part.NOTICED] == "Slow.\n\nNobody was charged twice."
    assert words[Part.WHY] == ""


def test_new_words_go_into_the_section_they_belong_to() -> None:
    written = with_public_words(
        _document(), "", {Part.WHY: "A setting was wrong.", Part.MESSAGE: "Thank you."}
    )
    assert _texts(written, "root_cause")[1:] == [f"{PUBLIC}\nA setting was wrong."]
    assert written.sections[-1].key == "customer_message"
    assert public_words(written)[Part.NOTICED] == "Slow.\n\nNobody was charged twice."


def test_what_is_no_longer_released_stays_for_the_team() -> None:
    written = with_public_words(_document(), "", {Part.NOTICED: "Very slow."})
    assert _texts(written, "summary") == ["The pool ran dry.", f"{PUBLIC}\nVery slow."]
    assert _texts(written, "impact") == ["Nobody was charged twice."]


def test_a_released_draft_that_was_worded_anew_is_known_as_edited() -> None:
    block = drafted("impact.text", f"{PUBLIC}\nSlow.")
    document = Document(title="x", sections=(Section("impact", "Impact", (block,)),))
    written = with_public_words(document, "", {Part.NOTICED: "Slow for all."})
    (changed,) = written.sections[0].blocks
    assert changed.drafted == "impact.text"
    assert changed.edited


def test_a_title_for_customers_is_kept_beside_the_own() -> None:
    titled = with_public_words(_document(), "Checkout was slow", {})
    assert (public_title(titled), titled.title) == ("Checkout was slow", _document().title)
    assert with_public_words(titled, "", {}) == _document()


def test_a_heading_begins_no_section() -> None:
    written = with_public_words(_document(), "", {Part.WHY: "# Why\n\n## And how\n\nText"})
    assert public_words(written)[Part.WHY] == "### Why\n\n### And how\n\nText"


@given(_WORDS, _WORDS)
def test_words_read_back_as_written_and_nothing_is_lost(first: str, second: str) -> None:
    once = with_public_words(_document(), "", {Part.NOTICED: first})
    assert public_words(once)[Part.NOTICED] == first
    again = with_public_words(once, "", {Part.NOTICED: second})
    assert public_words(again)[Part.NOTICED] == second
    count = sum(len(each.blocks) for each in again.sections)
    assert count >= sum(len(each.blocks) for each in _document().sections)
    assert with_public_words(again, "", {Part.NOTICED: second}) == again
