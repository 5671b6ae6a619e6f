"""The elements of a page as Markdown, those that wikis and editors write in their own way too."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from hansei.reading.converters import grid

_SPACE = re.compile(r"\s+")
_BOXED = re.compile(r"^(\[[ x]\])\s+")
_BAR = re.compile(r"(?<!\\)\|")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
_ZONE_NEXT = re.compile(r"\s{0,2}\(?(?:[A-Z]{2,5}\b|[+-]\d\d)")
_MACHINE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d[\d:.,]{0,12}(?:Z|[+-]\d\d:?\d\d)?)?$")
_DATE_AND_TIME = 16


class Markdown(MarkdownConverter):
    """The library's converter; tables and the numbers of items are this package's own.

    The library counts an item's elder siblings to number it, which is quadratic, and knows no
    spans of rows. `titles` holds the words of each heading of the first level.
    """

    def __init__(self) -> None:
        super().__init__(heading_style="ATX", bullets="-", escape_asterisks=False,
                         escape_underscores=False)  # fmt: skip
        self.titles: list[str] = []

    def convert_li(self, el: Tag, text: str, **_: object) -> str:
        parent = el.parent
        if parent is not None and "inline-task-list" in _classes(parent):  # Confluence
            text = _box("checked" in _classes(el)) + text.strip()
        text = _BOXED.sub(r"\1 ", text.strip())
        if not text:
            return "\n"
        number = el.get("data-number")
        bullet = f"{number}. " if number else "- "
        return f"{bullet}{_indented(text, len(bullet))}\n"

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        classes = _classes(el)
        if "checkbox" in classes:  # Notion
            return _box("checkbox-on" in classes)
        return str(super().convert_div(el, text, parent_tags))  # type: ignore[misc]

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "title" in _classes(el) and not parent_tags & {"li", "_inline"}:  # Google Docs
            return self.convert_hN(1, el, text, parent_tags)
        return str(super().convert_p(el, text, parent_tags))  # type: ignore[misc]

    def convert_hN(self, n: int, _el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        words = _SPACE.sub(" ", text).strip()
        if not words or "_inline" in parent_tags:
            return words
        if "li" in parent_tags:
            return f"\n\n**{words}**\n\n"
        if n == 1:
            self.titles.append(words)
        return f"\n\n{'#' * max(1, min(6, n))} {words}\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not str(el.get("href", "")).startswith("#"):
            return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]
        return "" if text.strip().lower().startswith("skip to") else text

    def convert_input(self, el: Tag, _text: str, **_: object) -> str:
        is_box = str(el.get("type", "")).lower() == "checkbox"
        return _box(el.has_attr("checked")) if is_box else ""

    def convert_img(self, el: Tag, _text: str, **_: object) -> str:
        faces = any("emo" in each for each in _classes(el))
        return str(el.get("alt", "")) if faces else ""

    def convert_time(self, el: Tag, text: str, **_: object) -> str:
        """`<time datetime="...">`: the machine's form, unless its words hold a clock time that a
        zone follows, or that the machine's form lacks.

        HTML standard, section 4.5.14: the attribute is the machine-readable equivalent of the
        content.
        """
        machine = str(el.get("datetime", "")).strip()
        after = el.next_sibling
        zoned = isinstance(after, NavigableString) and bool(_ZONE_NEXT.match(after))
        clock = _CLOCK.search(text) and (zoned or len(machine) < _DATE_AND_TIME)
        return text.strip().removeprefix("@") if clock or not _MACHINE.match(machine) else machine

    def convert_dt(self, _el: Tag, text: str, **_: object) -> str:
        return f"\n- {_SPACE.sub(' ', text).strip().rstrip(':')}:"

    def convert_dd(self, el: Tag, text: str, **_: object) -> str:
        before = el.find_previous_sibling(True)
        first = before is not None and before.name == "dt"
        return f"{' ' if first else '  '}{_indented(text.strip(), 2)}\n"

    def convert_td(self, el: Tag, text: str, **_: object) -> str:
        return grid.cell(
            _BAR.sub(_escaped, _SPACE.sub(" ", text).strip()),
            header=el.name == "th" or _in_head(el),
            down=el.get("rowspan"),
            across=el.get("colspan"),
        )

    convert_th = convert_td

    def convert_tr(self, _el: Tag, text: str, **_: object) -> str:
        return text + grid.ROW

    def convert_caption(self, _el: Tag, text: str, **_: object) -> str:
        return _SPACE.sub(" ", text).strip() + grid.CAPTION

    def convert_table(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        return grid.flat(text) if "_inline" in parent_tags else grid.markdown(text)


def _in_head(cell: Tag) -> bool:
    group = cell.parent.parent if cell.parent is not None else None
    return group is not None and group.name == "thead"


def _classes(tag: Tag) -> list[str]:
    found = tag.get("class")
    return [str(each) for each in found] if isinstance(found, list) else []


def _box(checked: bool) -> str:
    return "[x] " if checked else "[ ] "


def _indented(text: str, columns: int) -> str:
    """Every line but the first moved to the right."""
    return "\n".join(
        f"{' ' * columns}{line}" if line and number else line
        for number, line in enumerate(text.split("\n"))
    )


def _escaped(_: re.Match[str]) -> str:
    return "\\|"
