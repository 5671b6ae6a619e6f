"""Reads the incidents that the labelled pairs name: the GitHub status archive, and reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hansei.domain.learning.likeness import Profile, profile
from hansei.reading.decode import decode
from hansei.reading.extract import factors, root_cause, summary
from hansei.reading.read import read_text

_TAG = re.compile(r"<[^>]+>")
_REPORTS = (".md", ".html", ".txt", ".erb")


class Incident(NamedTuple):
    """One incident of the corpus with the texts that its profile is made of."""

    id: str
    title: str
    text: str
    services: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()

    @property
    def profile(self) -> Profile:
        """What it is compared by."""
        return profile(
            self.id, title=self.title, text=self.text, services=self.services,
            factors=self.factors,
        )  # fmt: skip


def status_incidents(folder: Path) -> Iterator[Incident]:
    """The incidents of the archive, by the name of their files."""
    for path in sorted((folder / "incidents").glob("*.json")):
        told = json.loads(path.read_bytes())["incident"]
        updates = reversed(told["incident_updates"])
        yield Incident(
            f"github/{told['id']}",
            told["name"],
            " ".join(_TAG.sub(" ", each["body"]) for each in updates),
            tuple(each["name"] for each in told["components"]),
        )


def reports(folder: Path) -> Iterator[Incident]:
    """The reports, by company and file name."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in _REPORTS or path.stem.lower() in {"readme", "index", "license"}:
            continue
        try:
            text = decode(path.read_bytes(), file=path.name)
            document = read_text(text, file=path.name).document
        except Exception as error:  # noqa: BLE001 - one unreadable report is none
            print(f"{path.name}: {error}")
            continue
        company = path.relative_to(folder).parts[0]
        yield Incident(
            f"{company}/{path.name}",
            document.title,
            f"{summary(document)} {root_cause(document)}",
            document.services,
            tuple(factors(document)),
        )
