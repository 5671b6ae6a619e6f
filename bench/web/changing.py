"""Changes an incident of a store once a second, until it is ended.

python -m bench.web.changing --store sqlite:///build/bench/web.sqlite3
"""

from __future__ import annotations

import argparse
import time

from hansei.project.boot import open_store

_INCIDENT = 49_001
"""One without a post-mortem, of the last twelve months of what is seeded."""


def main() -> None:
    """Takes it out of the figures and puts it back."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", required=True)
    options.add_argument("--incident", type=int, default=_INCIDENT)
    chosen = options.parse_args()
    open_store(chosen.store)
    from hansei.accounts.actor import system
    from hansei.postmortem.services.change_incident import archive_incident, restore_incident

    while True:
        for change in (archive_incident, restore_incident):
            change(actor=system("bench"), incident=chosen.incident)
            time.sleep(1)


if __name__ == "__main__":
    main()
