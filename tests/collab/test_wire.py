"""What pages and rooms tell each other arrives whole, however it is cut on the way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.collab.wire import LONGEST, Parcel, Parcels, What, closing, parcel, sending

_PARCELS = st.lists(
    st.one_of(
        st.builds(
            Parcel, st.sampled_from([What.OPEN, What.DATA, What.CLOSED]),
            st.tuples(st.integers(0, 2**32 - 1)), st.binary(max_size=40),
        ),
        st.builds(
            Parcel, st.just(What.SEND),
            st.lists(st.integers(0, 2**32 - 1), max_size=5).map(tuple), st.binary(max_size=40),
        ),
    ),
    max_size=8,
)  # fmt: skip


def _written(each: Parcel) -> bytes:
    if each.what is What.SEND:
        return sending(each.sockets, each.data)
    return parcel(each.what, each.sockets[0], each.data)


@given(_PARCELS, st.lists(st.integers(0, 400), max_size=12))
def test_messages_come_out_as_they_went_in(sent: list[Parcel], cuts: list[int]) -> None:
    stream = b"".join(map(_written, sent))
    places = [0, *sorted(min(each, len(stream)) for each in cuts), len(stream)]
    parcels = Parcels()
    came = [each for start, end in pairwise(places)
            for each in parcels.fed(stream[start:end])]  # fmt: skip
    assert came == sent


def test_a_code_comes_with_the_end_of_a_socket() -> None:
    (came,) = Parcels().fed(closing(7, 4403))
    assert (came.what, came.sockets, came.code) == (What.CLOSE, (7,), 4403)


@pytest.mark.parametrize(
    "stream",
    [
        (4).to_bytes(4, "big") + b"\x02\0\0\0\1",
        (LONGEST + 1).to_bytes(4, "big") + b"\x02\0\0\0\1",
        (5).to_bytes(4, "big") + b"\xff\0\0\0\1",
    ],
)
def test_what_is_no_message_is_refused(stream: bytes) -> None:
    with pytest.raises(ValueError, match=r"parcel|valid What"):
        Parcels().fed(stream)
