"""Templates as files: the folder that HANSEI_TEMPLATES names, read when it has changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from hansei.domain.template_text import LONGEST_TEXT, TemplateKind, is_module_text

_MOST_FILES = 200


class TemplateFile(NamedTuple):
    """One file with its text, or with the reason why it was not read."""

    name: str
    kind: TemplateKind
    text: str
    trouble: str = ""


def template_files() -> tuple[TemplateFile, ...]:
    """All TOML files of the folder by name; none where there is no such folder."""
    folder = settings.TEMPLATE_FILES
    if not folder:
        return ()
    try:
        found = sorted(each for each in Path(folder).iterdir() if each.suffix == ".toml")
        state = [(str(each), each.stat().st_mtime_ns, each.stat().st_size) for each in found]
    except OSError as error:
        return (
            TemplateFile(str(folder), TemplateKind.VARIANT, "", error.strerror or "unreadable"),
        )
    return _read(tuple(state[:_MOST_FILES]))


@lru_cache(maxsize=1)
def _read(state: tuple[tuple[str, int, int], ...]) -> tuple[TemplateFile, ...]:
    return tuple(_file(Path(path), size) for path, _, size in state)


def _file(path: Path, size: int) -> TemplateFile:
    if size > 4 * LONGEST_TEXT:
        return TemplateFile(path.name, TemplateKind.VARIANT, "", "too large for a template")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return TemplateFile(path.name, TemplateKind.VARIANT, "", "is not UTF-8 text")
    except OSError as error:
        reason = error.strerror or "unreadable"
        return TemplateFile(path.name, TemplateKind.VARIANT, "", reason)
    kind = TemplateKind.MODULE if is_module_text(text) else TemplateKind.VARIANT
    return TemplateFile(path.name, kind, text)
