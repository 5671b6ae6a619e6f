"""Writes the generated pages and the output that the guide shows: `make docs`.

pages()      the reference pages, from the code and its real output
consoles     the guide's terminal sessions, each command run again
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.docs import api, command_line, consoles, json_fields, lists
from tests.docs.session import ROOT

REFERENCE = ROOT / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": command_line.render,
    "sources.md": lists.render_sources,
    "outputs.md": lists.render_outputs,
    "json.md": json_fields.render,
    "variants.md": lists.render_variants,
    "figures.md": lists.render_figures,
    "errors.md": lists.render_errors,
    "api.md": api.render,
    "openapi.json": api.render_openapi,
}


def main() -> None:
    """Writes whatever differs and names it."""
    made = {REFERENCE / name: render for name, render in PAGES.items()}
    for path, render in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, render())
    for path in consoles.pages():
        _write(path, consoles.refreshed(path.read_text(encoding="utf-8")))


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
