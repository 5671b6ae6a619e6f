"""The generated pages and the guide's terminal sessions are what the code gives today."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.docs import consoles, generate
from tests.docs.session import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the shown sessions use bash and the GNU tools"
)


@pytest.mark.parametrize("name", generate.PAGES)
def test_reference_page_is_what_generation_gives(name: str) -> None:
    stands = (generate.REFERENCE / name).read_text(encoding="utf-8")
    assert stands == generate.PAGES[name](), "run `make docs`"


def test_no_reference_page_is_left_over() -> None:
    assert {each.name for each in generate.REFERENCE.iterdir()} == set(generate.PAGES)


@pytest.mark.parametrize("page", consoles.pages(), ids=lambda page: page.name)
def test_shown_output_is_what_the_commands_print(page: Path) -> None:
    stands = page.read_text(encoding="utf-8")
    assert stands == consoles.refreshed(stands), "run `make docs`"


def test_the_guide_shows_no_path_of_a_machine() -> None:
    for page in consoles.pages():
        text = page.read_text(encoding="utf-8")
        assert "/tmp/" not in text, page.relative_to(ROOT)
        assert "Traceback" not in text, page.relative_to(ROOT)
