"""Every relative link of the documentation leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs import shown
from tests.docs.session import ROOT


@pytest.mark.parametrize("page", shown.pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_resolve(page: Path) -> None:
    for link in shown.links(page):
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), link
        assert path.is_relative_to(ROOT), link
        if anchor and path.suffix == ".md":
            assert anchor in shown.anchors(path), link


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = ((page.parent / each.partition("#")[0]).resolve() for each in shown.links(page))
        waiting += [each for each in targets if each.suffix == ".md"]
    docs = {page for page in shown.pages() if page.is_relative_to(ROOT / "docs")}
    files = ROOT / "docs" / "guide" / "files"
    assert not [each for each in docs - reached if not each.is_relative_to(files)]


def test_every_picture_is_shown_and_taken_again_by_make_pictures() -> None:
    pictures = {each.name for each in (ROOT / "docs" / "pictures").iterdir()}
    links = {Path(link).name for page in shown.pages() for link in shown.links(page)}
    assert pictures <= links
    taken = re.findall(r"-m tests\.docs\.(\w+)", _made("pictures"))
    code = "".join((Path(__file__).parent / f"{each}.py").read_text("utf-8") for each in taken)
    assert pictures <= set(re.findall(r'"([\w-]+\.png)"', code))


def _made(target: str) -> str:
    """What the Makefile runs for a target."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return makefile.partition(f"\n{target}:")[2].partition("\n\n")[0]
