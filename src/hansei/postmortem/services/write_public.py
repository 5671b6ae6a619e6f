"""Writes what customers will read, into the post-mortem itself."""

from __future__ import annotations

from collections.abc import Mapping

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.errors import InputError
from hansei.domain.public_words import Part, with_public_words
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.moving import as_seen
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_TITLE, MOST_WORDS = 150, 20_000


def write_public_words(
    *,
    actor: Actor,
    number_or_id: int | str,
    version: int,
    title: str,
    words: Mapping[Part, str],
) -> PostMortem:
    """The post-mortem with this title and these words for customers (`domain.public_words`).

    Nothing is published by it. Raises InputError naming the field that is too long, Conflict where
    the post-mortem is no longer at `version`, and NotFound where the actor may not change it.
    """
    named = " ".join(storable(title).split())
    if len(named) > MOST_TITLE:
        raise InputError(f"a title has up to {MOST_TITLE} characters", place="title")
    texts = {part: storable(text).replace("\r\n", "\n") for part, text in words.items()}
    for part, text in texts.items():
        if len(text) > MOST_WORDS:
            raise InputError(f"up to {MOST_WORDS:,} characters; this has {len(text):,}", place=part)
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.CHANGE), version)
        document = with_public_words(document_of(standing), named, texts)
        return change_document(
            standing, document, actor=actor, verb="write for customers", always=True,
            note="words for customers",
        )  # fmt: skip
