"""Keeps vectors of what incidents mean, where the extra for it is installed.

held()             all of them in memory, read again once there are new ones
refresh(most)      makes those that are missing or out of date, newest incidents first
alike_sentences()  of two incidents the two that are nearest in meaning
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from threading import Lock

import msgspec
import numpy as np

from hansei.domain.learning.meaning import NOTHING, Meanings, nearest
from hansei.project.transactions import writing
from hansei.recurrence.meaning.encoder import MODEL, WIDTH, Encoder, Vectors, encoder, installed
from hansei.recurrence.models import Meaning
from hansei.recurrence.profiles import MOST_COMPARED, Stale, Texts, out_of_date, texts_of
from hansei.timeline.models import Incident

_AT_ONCE = 50
_MOST_SENTENCES = 8
_LEAST_WORDS, _LONGEST = 5, 240
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_MARKS = re.compile(r"^[\s>#*+|-]+|[*_`]{1,3}")
_decode = msgspec.json.Decoder(list[str]).decode
_FLOATS = np.dtype("<f4")
_lock = Lock()
_held: dict[str, Meanings] = {}


def held() -> Meanings:
    """The vectors of the newest incidents; nothing without the extra."""
    if not installed():
        return NOTHING
    rows = Meaning.objects.all()
    key = f"{rows.order_by('-pk').values_list('pk', flat=True).first()} {rows.count()}"
    with _lock:
        if key not in _held:
            own = rows.filter(made_of__startswith=MODEL).order_by("-incident")
            found = list(own.values_list("incident_id", "whole")[:MOST_COMPARED])
            vectors = np.frombuffer(b"".join(bytes(each) for _, each in found), _FLOATS)
            _held.clear()
            _held[key] = Meanings([str(pk) for pk, _ in found], vectors.reshape(-1, WIDTH))
        return _held[key]


def refresh(most: int = 300) -> int:
    """Makes up to so many vectors again and keeps them; how many. Nothing without the extra.

    About 100 ms an incident on one processor.
    """
    if not installed():
        return 0
    # From the incidents: SQLite then reaches `made_of` without reading through the vectors.
    rows = Incident.objects.values_list("pk", "meaning__made_of").order_by("-pk")
    known = {pk: each.removeprefix(MODEL) for pk, each in rows[:MOST_COMPARED] if each}
    waiting = out_of_date(known, most=most)
    encode = encoder() if waiting else None
    if encode is None:
        return 0
    for start in range(0, len(waiting), _AT_ONCE):
        _keep(waiting[start : start + _AT_ONCE], encode)
    return len(waiting)


def _keep(part: Sequence[Stale], encode: Encoder) -> None:
    told = texts_of([each.incident for each in part])
    made = {each.incident: _row(each, told[each.incident], encode) for each in part
            if each.incident in told}  # fmt: skip
    with writing():
        # One may have gone while its vectors were made.
        there = Incident.objects.filter(pk__in=made).values_list("pk", flat=True)
        Meaning.objects.filter(incident__in=made).delete()
        Meaning.objects.bulk_create(made[pk] for pk in there)


def _row(stale: Stale, told: Texts, encode: Encoder) -> Meaning:
    sentences = sentences_of(told)
    vectors = encode([f"{told.title}. {told.text}", *sentences])
    return Meaning(
        incident_id=stale.incident, made_of=f"{MODEL}{stale.made_of}", whole=_bytes(vectors[0]),
        sentences=msgspec.json.encode(sentences).decode(), parts=_bytes(vectors[1:]),
    )  # fmt: skip


def _bytes(vectors: Vectors) -> bytes:
    return vectors.astype(_FLOATS).tobytes()


def sentences_of(told: Texts) -> list[str]:
    """The first sentences of an incident that say something, its title before them."""
    parts = (_MARKS.sub("", each).strip() for each in _SENTENCE.split(told.text))
    whole = (each for each in parts if len(each.split()) >= _LEAST_WORDS)
    found = dict.fromkeys(each[:_LONGEST] for each in (told.title, *whole) if each.strip())
    return list(found)[:_MOST_SENTENCES]


def alike_sentences(asked: int, others: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """For each of the others the two sentences nearest in meaning: the asked one's, and its own."""
    rows = Meaning.objects.filter(incident__in={asked, *others}, made_of__startswith=MODEL)
    told = {
        pk: (_decode(sentences), np.frombuffer(bytes(parts), _FLOATS).reshape(-1, WIDTH))
        for pk, sentences, parts in rows.values_list("incident_id", "sentences", "parts")
    }
    if asked not in told:
        return {}
    said, mine = told[asked]
    pairs = {pk: nearest(mine, theirs) for pk, (_, theirs) in told.items() if pk != asked}
    return {pk: (said[place[0]], told[pk][0][place[1]]) for pk, place in pairs.items() if place}
