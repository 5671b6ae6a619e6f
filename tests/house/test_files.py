"""What may stand in a committed file, and what must."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.tree import ROOT, committed

# In parts, so that this file does not hold what it looks for.
_INDEX = re.compile(
    "|".join(
        (
            r"(?<!no-emit)-" + r"-(?:extra-)?index" + r"-url(?!\))",
            r"-" + r"-find-links",
            r"registry\." + r"npmjs",
            r"pypi\." + r"org/simple",
            r"files\.python" + r"hosted\.org",
            r"proxy\." + r"golang\.org",
            r"index\." + r"crates\.io",
        )
    )
)
_MACHINE = re.compile(r"(?<![\w.~$}-])/(?:wo" + r"rk|ro" + r"ot)/[\w.-]")
_PAYLOADS = ("fixtures", "expected", "answers")
_BINARY = (".png", ".jpg", ".gif", ".zip", ".gz", ".tar", ".ico", ".woff2", ".pdf", ".sqlite3")


def _texts() -> list[tuple[str, str]]:
    found = []
    for path in committed():
        if path.suffix not in _BINARY:
            text = path.read_text(encoding="utf-8", errors="replace")
            found.append((str(path.relative_to(ROOT)), text))
    return found


def test_no_committed_file_holds_an_address_of_a_package_index() -> None:
    for name, text in _texts():
        found = _INDEX.search(text)
        assert not found, f"{name} holds {found[0]}"


def test_no_committed_file_holds_a_path_of_one_machine() -> None:
    """Captured payloads may: their paths are those of somebody else's machine."""
    for name, text in _texts():
        if not any(part in name.split("/") for part in _PAYLOADS) and _MACHINE.search(text):
            line = next(line for line in text.splitlines() if _MACHINE.search(line))
            raise AssertionError(f"{name}: {line.strip()}")


def test_nothing_generated_or_private_is_committed() -> None:
    for path in committed():
        name = str(path.relative_to(ROOT))
        assert "__pycache__" not in name
        assert not name.endswith((".pyc", ".pem", ".key", ".env", ".sqlite3", "secret-key"))


def test_every_direct_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = text.split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
    lines = [line for line in listed.splitlines() if line.strip().startswith('"')]
    assert len(lines) == len(tomllib.loads(text)["project"]["dependencies"])
    for line in lines:
        reason = line.partition("#")[2].strip()
        assert len(reason.split()) >= 3, line
    extras = text.split("[project.optional-dependencies]", 1)[1].split("\n[", 1)[0]
    for line in extras.splitlines():
        assert not line.strip() or "#" in line, line


@pytest.mark.parametrize("name", ["runtime.lock", "dev.lock"])
def test_locks_pin_versions_and_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(entries) > 10
    for entry in entries:
        head = entry.splitlines()[0]
        assert re.match(r"[A-Za-z0-9._-]+(?:\[[^\]]+\])?==[^\s;]+", head), head
        assert "--hash=sha256:" in entry, head


def test_the_lock_holds_every_direct_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8").lower()
    for each in project["dependencies"]:
        name = re.match(r"[A-Za-z0-9._-]+", each)
        assert name
        assert f"\n{name[0].lower()}==" in f"\n{text}", each


def test_the_changelog_has_a_place_for_the_next_change() -> None:
    path = ROOT / "CHANGELOG.md"
    if not path.exists():
        pytest.skip("CHANGELOG.md is not written yet")
    assert re.search(r"^## \[?Unreleased", path.read_text(encoding="utf-8"), re.MULTILINE)
