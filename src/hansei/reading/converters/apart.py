"""Converts a document in a process of its own, which bounds its time and its memory.

A PDF or a Word document can ask for any amount of work in a few bytes, and the libraries that read
them cannot be stopped from within: a process can.
"""

from __future__ import annotations

import os
import subprocess
import sys

from hansei.domain.errors import Unreadable
from hansei.reading.converters.child import REFUSED, SECONDS, TOO_LARGE
from hansei.reading.converters.formats import Format

_NAMES = {Format.DOCX: "Word document", Format.PDF: "PDF"}


def text_apart(data: bytes, kind: Format, *, file: str = "") -> str:
    """The text of a document.

    Raises Unreadable for one that is damaged, protected by a password, without text, larger than
    the bounds of its converter, or that takes longer than `SECONDS`.
    """
    path = os.pathsep.join(each or os.getcwd() for each in sys.path)
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, with a word of `Format`
            [sys.executable, "-m", "hansei.reading.converters.child", kind.value],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_long(file) from None
    except OSError as error:
        raise Unreadable("no process could be started to convert it", place=file) from error
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0:
        return text
    if done.returncode == REFUSED:
        raise Unreadable(text, place=file)
    if done.returncode == TOO_LARGE:
        raise Unreadable("unpacks to more than can be read", place=file)
    if done.returncode < 0:
        raise _too_long(file)
    raise Unreadable(f"a damaged {_NAMES[kind]}", place=file)


def _too_long(file: str) -> Unreadable:
    return Unreadable(f"took longer than {SECONDS} s to convert", place=file)
