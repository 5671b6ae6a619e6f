"""Every relative link of the documentation leads somewhere."""

from __future__ import annotations

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
