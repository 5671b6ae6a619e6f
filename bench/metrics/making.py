"""Writes the same made-up incidents into a store and for the peers."""

from __future__ import annotations

import sys
from pathlib import Path


def main(count: int, work: Path) -> None:
    """Writes store.sqlite3, arrays.npz and peer.duckdb."""
    from hansei.project.boot import open_store

    open_store(f"sqlite:///{(work / 'store.sqlite3').resolve()}")
    from bench.metrics import duck, world

    made = world.made(count)
    world.into_store(made)
    world.into_arrays(made, work / "arrays.npz")
    duck.load(work / "arrays.npz", work / "peer.duckdb", world.MISSING)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
