"""Write cases: exports, truth and two post-mortems each."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from bench.synth.model import Incident, Sighting, Witness
from bench.synth.report import render
from bench.synth.shapes import SHAPES
from bench.synth.story import tell
from bench.synth.truth import truth_of
from bench.synth.vendors import alertmanager, datadog, outside, pagerduty, plain, slack

WRITERS: dict[str, Callable[[Witness], None]] = {
    "alertmanager": alertmanager.write,
    "csv": plain.write_csv,
    "datadog": datadog.write,
    "deploylog": plain.write_deploylog,
    "git": plain.write_git,
    "pagerduty": pagerduty.write,
    "slack": slack.write,
    "statuspage": outside.write_statuspage,
    "uptimerobot": outside.write_uptimerobot,
}


def generate(*, seed: int, incidents: int, out: Path, contradictions: int = 5) -> list[str]:
    """Write `incidents` cases under `out` and give their names.

    The shapes take turns, so that eleven cases hold each shape once. Equal arguments give
    byte-identical files. Raises OSError where `out` cannot be written.
    """
    names = []
    for index in range(1, incidents + 1):
        incident = tell(seed, index, SHAPES[(index - 1) % len(SHAPES)])
        _write_case(incident, out / incident.name, contradictions)
        names.append(incident.name)
    return names


def exports_of(incident: Incident) -> tuple[dict[str, bytes], list[Sighting]]:
    """The files of an incident's systems, and every sighting and noise record in them."""
    files: dict[str, bytes] = {}
    sightings: list[Sighting] = []
    for system in incident.systems:
        rng = random.Random(f"{incident.seed}/{system}")
        witness = Witness(incident, system, rng)
        WRITERS[system](witness)
        files |= witness.files
        sightings += witness.sightings
    return files, sightings


def _write_case(incident: Incident, folder: Path, contradictions: int) -> None:
    files, sightings = exports_of(incident)
    for name, content in files.items():
        path = folder / "exports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    clean, _ = render(incident, 0)
    injected, injections = render(incident, contradictions)
    (folder / "report-clean.md").write_bytes(clean.encode())
    (folder / "report-injected.md").write_bytes(injected.encode())
    truth = truth_of(incident, sightings, injections)
    text = json.dumps(truth, indent=1, ensure_ascii=False) + "\n"
    (folder / "truth.json").write_bytes(text.encode())
