"""An archive to adopt: two incidents on a page, a report, its twin, and what is neither."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

REPORT = """\
# Login outage of 4 March 2026

- **Key events**
  - First detected 2026-03-04 09:38
  - Repaired 2026-03-04 10:00
  - Resolved 2026-03-04 10:06

## Impact

Nobody could log in.

## Actions

- Alert before a certificate expires (platform team, by 2026-04-15)
"""


def page(name: str, day: str, *components: str) -> dict[str, Any]:
    """An incident of a status page, of one hour."""
    updates = [
        {"id": f"{name}-{status}", "status": status, "body": f"We are {status}.",
         "display_at": f"{day}T{hour}:00:00.000Z", "created_at": f"{day}T{hour}:00:00.000Z"}
        for status, hour in (("resolved", 11), ("investigating", 10))
    ]  # fmt: skip
    return {
        "id": name, "name": f"Trouble with {name}", "status": "resolved", "impact": "major",
        "created_at": f"{day}T10:00:00.000Z", "started_at": f"{day}T10:00:00.000Z",
        "resolved_at": f"{day}T11:00:00.000Z", "incident_updates": updates,
        "components": [{"id": each, "name": each} for each in components],
    }  # fmt: skip


def new_archive(folder: Path) -> Path:
    """Writes the archive as `folder`."""
    folder.mkdir()
    (folder / "incidents.json").write_text(json.dumps({
        "page": {"id": "p", "name": "Shop", "url": "https://status.example.org"},
        "incidents": [page("a1", "2026-01-02", "Checkout", "Search"), page("b2", "2026-02-03")],
    }))  # fmt: skip
    (folder / "login.md").write_text(REPORT)
    (folder / "login-again.txt").write_text(REPORT)
    (folder / "README.md").write_text("# Our post-mortems\n\nAs of 2026-03-04 09:38.\n")
    (folder / "plan.md").write_text("# A plan\n\nNothing happened.\n")
    (folder / "uptime.csv").write_text(
        "Date,Outages,Outage_Color,Incidents,Service\n2 Jan 2026,[],#2fcc66,[],Checkout\n"
    )
    return folder
