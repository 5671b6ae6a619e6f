"""The drawings of the interface: 24 units wide, lines of one weight, in the text's colour."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

_PATHS: dict[str, str] = {
    "add": "M12 5v14M5 12h14",
    "alert": "M12 9v4m0 4h.01M10.3 3.9 2.4 17.6A2 2 0 0 0 4.1 20.6h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z",
    "archive": "M4 8v11a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1V8M3 4h18v4H3zM10 12h4",
    "arrow": "M5 12h14m-6-6 6 6-6 6",
    "back": "M19 12H5m6-6-6 6 6 6",
    "bell": "M6 9a6 6 0 1 1 12 0c0 6 2 7 2 7H4s2-1 2-7m4 11a2 2 0 0 0 4 0",
    "board": "M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v12h-4z",
    "calendar": "M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm-1 5h16M8 3v4m8-4v4",
    "chart": "M4 4v16h16M8 16v-4m4 4V8m4 8v-6",
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "clock": "M12 7v5l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
    "close": "M6 6l12 12M18 6 6 18",
    "code": "m8 8-4 4 4 4m8-8 4 4-4 4",
    "comment": "M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-6l-4 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z",
    "copy": "M9 9h10v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1Zm-4 6V5a1 1 0 0 1 1-1h9",
    "down": "m6 9 6 6 6-6",
    "download": "M12 4v11m-5-5 5 5 5-5M5 20h14",
    "edit": "M4 20h4L19 9a2 2 0 0 0-3-3L5 17l-1 3Z",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm12.5 0a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z",
    "file": "M13 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V8zm0 0v5h5",
    "filter": "M4 6h16M7 12h10m-7 6h4",
    "flag": "M5 21V4m0 0h12l-2 4 2 4H5",
    "folder": "M3 7a1 1 0 0 1 1-1h5l2 2h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",
    "globe": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Zm-18 0h18M12 3c3 3 3 15 0 18-3-3-3-15 0-18Z",
    "home": "m4 11 8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
    "key": "M12 15a4 4 0 1 1-8 0 4 4 0 0 1 8 0Zm-1.200-2.800L20 3m-4 4 3 3m-5.500-.500 2 2",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "list": "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
    "lock": "M6 11h12v9H6zm2 0V8a4 4 0 1 1 8 0v3",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "merge": "M7 4v4c0 4 10 4 10 8v4M17 4v4c0 1.5-1.5 2.5-3.5 3.6",
    "minus": "M5 12h14",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
    "more": "M4.500 12a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0m7 0a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0m7 0a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0",
    "print": "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
    "search": "m20 20-4.5-4.5M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z",
    "send": "M21 3 10 14M21 3l-7 18-4-7-7-4z",
    "settings": "M4 7h10m4 0h2M4 17h2m4 0h10M16 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM8 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
    "shield": "M12 3 5 6v6c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z",
    "split": "M12 20v-6c0-3-6-3-6-7V4m6 10c0-3 6-3 6-7V4",
    "star": "m12 4 2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z",
    "sun": "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4",
    "tag": "M4 12V5a1 1 0 0 1 1-1h7l8 8-8 8zm4-4h.01",
    "team": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c0-4 3-6 6.5-6s6.5 2 6.5 6m1-16a3.5 3.5 0 0 1 0 7m2 3c2 .8 3 2.8 3 6",
    "trash": "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
    "undo": "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
    "upload": "M12 16V5m-5 5 5-5 5 5M5 20h14",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c0-4 3.5-6.5 7.5-6.5s7.5 2.5 7.5 6.5",
    "verified": "m8 12 3 3 5.5-6M12 3l2.4 1.8 3-.1.9 2.9 2.5 1.7-1 2.7 1 2.8-2.5 1.7-.9 2.9-3-.1L12 21l-2.4-1.7-3 .1-.9-2.9L3.200 14.800l1-2.800-1-2.700 2.500-1.700.900-2.900 3 .100z",
}  # fmt: skip


@cache
def icon(name: str) -> Markup:
    """An inline drawing. Raises KeyError for an unknown one."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>'
    ).format(_PATHS[name])


def names() -> tuple[str, ...]:
    """All drawings there are."""
    return tuple(_PATHS)
