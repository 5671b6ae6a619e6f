"""HTML of any make as a few elements, properly nested and not deep.

The HTML standard's own algorithm lets a page of a few megabytes become billions of elements, and
the converter behind this module descends once for each level of nesting. So the page is gone
through once here, in time linear in its length: scripts, styles and drawings are dropped,
elements that HTML lets stay open are closed, and nesting stops at `DEEPEST`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hansei.domain.errors import Unreadable

DEEPEST = 60
MOST_ELEMENTS = 100_000
"""A page of more takes the converter longer than some ten seconds, and is no report."""

_BLOCKS = """address article aside blockquote body center details div dl fieldset figcaption figure
    footer form header hgroup main section summary""".split()
_SAME = """a b blockquote caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 i kbd li ol p pre s
    samp strong sub sup table tbody td tfoot th thead time tr ul""".split()
_AS = dict.fromkeys(_BLOCKS, "div") | {name: name for name in _SAME} | {"strike": "s"}
_VOID = frozenset(("br", "hr", "img", "input"))
_RAW = frozenset("iframe noembed noframes noscript script style textarea title xmp".split())
_DROPPED = frozenset("audio button canvas head math nav object select svg template video".split())
_INLINE = frozenset("abbr bdi bdo big cite data dfn font ins label mark nobr q small span tt u "
                    "var wbr".split())  # fmt: skip
_CELLS = frozenset(("td", "th", "caption"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_TABLE = frozenset(("table",))
_LISTS = frozenset(("ul", "ol"))
_ENDS_P = frozenset((*_BLOCKS, "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "ul", "p", "pre",
                     "table", "dt", "dd", "li")) - {"body", "form"}  # fmt: skip
_P = frozenset(("p",))
_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), _LISTS | _CELLS | _TABLE),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl",)) | _CELLS | _TABLE),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",)) | _CELLS | _TABLE),
    "td": (_CELLS, _TABLE),
    "th": (_CELLS, _TABLE),
    "tr": (_CELLS | {"tr"}, _TABLE),
    **{name: (_CELLS | _GROUPS | {"tr"}, _TABLE) for name in _GROUPS},
}
"""What an element closes when it opens, and what keeps it from looking further out."""

_NAME = re.compile(r"</?([A-Za-z][^\s/>]{0,40})")
_STOP = re.compile(r"[>\"']")
_ATTRIBUTE = re.compile(
    r"\s(class|datetime|colspan|rowspan|href|alt|type|checked|start|role)\b"
    r"(?:\s{0,9}=\s{0,9}(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?",
    re.IGNORECASE,
)
_WRITTEN_SPACE = re.compile(r"&#(?:0*(?:9|10|13|32)|[xX]0*(?:9|[aA]|[dD]|20));")
# The converter looks for a line's end anew from each blank of a run without one.
_GAP = " " * 200
_LONG_GAP = re.compile(r"[ \t]{200,}")
_LONGEST_TAG = 20_000
_LONGEST_VALUE = 2000
_FOREIGN = ("data:", "javascript:", "vbscript:")


class _Open(NamedTuple):
    name: str
    written: str
    dropped: bool


def tidy(html: str) -> str:
    """The page as properly nested elements. Text stays as it is written, entities included.

    Raises Unreadable for a page of more than `MOST_ELEMENTS`.
    """
    return _Tidy(html).run()


class _Tidy:
    def __init__(self, html: str) -> None:
        self._html = html
        self._out: list[str] = []
        self._stack: list[_Open] = []
        self._dropping = 0
        self._quotes = True
        self._elements = 0

    def run(self) -> str:
        at = 0
        while (start := self._html.find("<", at)) >= 0:
            self._write(self._html[at:start])
            at = self._markup(start)
        self._write(self._html[at:])
        self._pop_to(0)
        text = _WRITTEN_SPACE.sub(" ", "".join(self._out))
        return _LONG_GAP.sub(_GAP, text)

    def _write(self, text: str) -> None:
        if text and not self._dropping:
            self._out.append(text)

    def _markup(self, start: int) -> int:
        """What begins at a "<"; answers where to go on."""
        html = self._html
        if html.startswith("<!--", start):
            return _past(html.find("-->", start + 4), 3, html)
        if html.startswith(("<!", "<?"), start):
            return _past(html.find(">", start), 1, html)
        name = _NAME.match(html, start)
        end = self._tag_end(name.end()) if name else -1
        if name is None or end < 0:
            self._write("&lt;")
            return start + 1
        word = name[1].lower()
        if html[start + 1] == "/":
            self._close(word)
        elif word in _RAW:
            return self._past_raw(word, end)
        else:
            self._open(word, html[name.end() : end])
        return end + 1

    def _tag_end(self, at: int) -> int:
        """Where a tag's ">" stands, those inside quoted values aside; -1 where none is left."""
        html, first = self._html, at
        while self._quotes and (stop := _STOP.search(html, at)):
            at = stop.start()
            if stop[0] == ">":
                return at
            if html[max(0, at - 4) : at].rstrip().endswith("="):
                at = html.find(stop[0], at + 1)
                if at < 0:
                    break
            at += 1
        self._quotes = False  # one is never closed: looking for its end at each tag is quadratic
        return html.find(">", first)

    def _past_raw(self, name: str, at: int) -> int:
        close = re.compile(f"</{name}", re.IGNORECASE).search(self._html, at)
        return _past(self._html.find(">", close.end()), 1, self._html) if close else len(self._html)

    def _open(self, name: str, raw: str) -> None:
        if name == "body" or (name in _ENDS_P and self._dropping):
            self._close("head")
        if name in _ENDS_P:
            self._cut(_P, _CELLS | _TABLE)
        if name in _CLOSES:
            self._cut(*_CLOSES[name])
        if name in _VOID:
            self._emit(name, raw)
            return
        written = _AS.get(name, "")
        dropped = name in _DROPPED
        if not written and not dropped:
            if name not in _INLINE:
                self._write(" ")
            return
        if raw.endswith("/") and dropped:
            return
        if len(self._stack) >= DEEPEST:
            self._write("\n" if written in _ENDS_P else "")
            return
        shown = written if not self._dropping else ""
        if shown:
            self._emit(shown, raw)
        self._stack.append(_Open(name, shown, dropped))
        self._dropping += dropped

    def _emit(self, name: str, raw: str) -> None:
        if self._dropping:
            return
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Unreadable(f"an HTML page of more than {MOST_ELEMENTS} elements")
        self._out.append(f"<{name}{_attributes(raw)}>")

    def _close(self, name: str) -> None:
        stack = self._stack
        part = name in _CLOSES or name in _CELLS
        for at in range(len(stack) - 1, -1, -1):
            if stack[at].name == name:
                self._pop_to(at)
                return
            if stack[at].name == "table" or (not part and name != "table" and
                                             stack[at].name in _CELLS):  # fmt: skip
                return

    def _cut(self, closed: frozenset[str], barrier: frozenset[str]) -> None:
        cut = len(self._stack)
        for at in range(cut - 1, -1, -1):
            if self._stack[at].name in barrier and self._stack[at].name not in closed:
                break
            if self._stack[at].name in closed:
                cut = at
        self._pop_to(cut)

    def _pop_to(self, at: int) -> None:
        while len(self._stack) > at:
            top = self._stack.pop()
            self._dropping -= top.dropped
            if top.written:
                self._out.append(f"</{top.written}>")


def _past(found: int, length: int, html: str) -> int:
    return found + length if found >= 0 else len(html)


def _attributes(raw: str) -> str:
    """The attributes that conversion asks for, quoted anew."""
    if len(raw) < 2 or len(raw) > _LONGEST_TAG:
        return ""
    found = []
    for match in _ATTRIBUTE.finditer(raw):
        value = (match[2] or "").strip("\"'")
        if len(value) > _LONGEST_VALUE or value.lower().startswith(_FOREIGN):
            continue
        value = value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        found.append(f' {match[1].lower()}="{value}"')
    return "".join(found)
