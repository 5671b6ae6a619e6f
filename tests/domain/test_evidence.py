"""What a file is, told by its content, and what of its name is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.evidence import media_type_of, safe_name
from tests.strategies.records import BRIEF


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n0000", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"<svg onload='alert(1)'>", "text/plain"),
        (b"<html><script>", "text/plain"),
        ("größer".encode(), "text/plain"),
        (b"", "text/plain"),
        (b"MZ\x00\x01", "application/octet-stream"),
        (b"\xff\xfe\xfd", "application/octet-stream"),
        (b"a" * 4095 + "ö".encode(), "text/plain"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, media_type: str) -> None:
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("graph.png", "graph.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\log file.txt", "log file.txt"),
        ('a"b\r\nSet-Cookie: x.txt', "abSet-Cookie x.txt"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("..", "evidence"),
        ("", "evidence"),
        ("x" * 300 + ".csv", "x" * 109 + ".csv"),
    ],
)
def test_what_of_a_name_is_kept(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@BRIEF
@given(st.text(), st.binary(max_size=64))
def test_any_name_and_content(name: str, content: bytes) -> None:
    kept = safe_name(name)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\\r\n"\x00')
    assert media_type_of(content)
