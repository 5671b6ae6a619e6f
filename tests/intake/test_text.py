"""Encodings, emptiness, binary data and tables of every kind of damage."""

from __future__ import annotations

import codecs

import pytest

from hansei.domain.errors import Unreadable
from hansei.sources import shapes
from hansei.sources.base import Shape
from tests.intake.helpers import decoded

ROW = "2025-03-01 10:36,Kasse gestört,größer"


@pytest.mark.parametrize("data", [b"", b" ", b"\n\t\r\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_an_empty_file_is_named_so(data: bytes) -> None:
    with pytest.raises(Unreadable, match="is empty"):
        decoded(data)


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x02\x01\x01\x00\x00", b"%PDF-1.7\n\x00\x01", b"\x89PNG\r\n\x1a\n\x00\x00"]
)
def test_binary_data_is_named_so(data: bytes) -> None:
    with pytest.raises(Unreadable, match="is binary"):
        decoded(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_table_in_any_encoding(encoding: str) -> None:
    text = "time,text,note\n" + (ROW + "\n") * 20
    found = decoded(text.encode(encoding))
    assert found.sample.header == ("time", "text", "note")
    assert (
        found.values
        == [{"time": "2025-03-01 10:36", "text": "Kasse gestört", "note": "größer"}] * 20
    )


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "10:36 Сервис оплаты недоступен и начали откат\n"),
        ("shift_jis", "10:36 障害が発生しました。ロールバックを開始します\n"),
        ("gb18030", "10:36 服务不可用。开始回滚\n"),
        ("cp1250", "10:36 Usługa niedostępna i rozpoczęliśmy przywracanie\n"),
        ("cp1252", "10:36 Zahlung gestört – „Kasse“ antwortet nicht\n"),
    ],
)
def test_text_of_other_alphabets(encoding: str, text: str) -> None:
    assert decoded((text * 5).encode(encoding)).values == [text * 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["", "\n", '\n{"text": "ö"}\n'])
def test_json_in_any_encoding(encoding: str, end: str) -> None:
    found = decoded(('{"text": "ö"}' + end).encode(encoding))
    assert found.values == [{"text": "ö"}] * (2 if "text" in end else 1)
    assert found.refusals == []


def test_utf_16_without_a_mark_and_odd_bytes_are_refused_or_read() -> None:
    with pytest.raises(Unreadable):
        decoded("time,text\n1,2\n".encode("utf-16-le"))
    assert decoded(codecs.BOM_UTF16_LE + b"a\x00b\x00c").sample.shape is Shape.TEXT


def test_rows_of_uneven_width_are_read_or_refused_with_their_line() -> None:
    found = decoded(b"a,b,c\n1,2,3\n1,2\n1,2,3,\n1,2,3,4\n\nlone\n4,5,6\n" + b"7,8,9\n" * 9)
    assert found.values[:4] == [
        {"a": "1", "b": "2", "c": "3"},
        {"a": "1", "b": "2", "c": ""},
        {"a": "1", "b": "2", "c": "3"},
        {"a": "4", "b": "5", "c": "6"},
    ]
    assert [(each.place.line, each.code) for each in found.refusals] == [
        (5, "bad-row"),
        (7, "bad-row"),
    ]


def test_a_nul_after_the_head_does_not_end_the_table() -> None:
    rows = b"1,2\n" * 20_000
    found = decoded(b"a,b\n" + rows + b"3,\x004\n" + b"5,6\n")
    assert found.values[-1] == {"a": "5", "b": "6"}
    assert len(found.items) + len(found.refusals) == 20_002


def test_a_quote_that_is_never_closed_is_refused_and_the_rows_before_land() -> None:
    found = decoded(b'a,b\n1,2\n3,4\n5,"open\n' + b"7,8\n" * 50)
    assert found.values[:2] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert len(found.items) + len(found.refusals) >= 3


def test_formulas_stay_as_written() -> None:
    found = decoded(b'a,b\n=1+1,"=HYPERLINK(""http://x.example"")"\n@SUM(A1),-2+3\n')
    assert found.values == [
        {"a": "=1+1", "b": '=HYPERLINK("http://x.example")'},
        {"a": "@SUM(A1)", "b": "-2+3"},
    ]


def test_columns_of_one_name_are_told_apart() -> None:
    found = decoded(b"time,,time\n1,2,3\n4,5,6\n")
    assert found.sample.header == ("time", "column 2", "time (3)")


def test_a_long_text_comes_in_parts_of_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "TEXT_CHUNK", 1000)
    text = "".join(f"line {number} of the log\r\n" for number in range(300))
    found = decoded(text.encode())
    assert "".join(str(each) for each in found.values) == text
    for item in found.items:
        assert item.value.startswith(f"line {item.place.line} ")
        assert item.value.endswith("\n")


def test_a_line_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "TEXT_CHUNK", 1000)
    monkeypatch.setattr(shapes, "LONGEST_LINE", 5000)
    found = decoded(b"start\n" + b"x" * 3_000_000 + b"\nend\n")
    assert found.values[-1] == "end\n"
    assert found.items[-1].place.line == 2
    assert sum(len(str(each)) for each in found.values) < 10_000
