"""Fills a store with the example and one of everything: `python -m tests.browser.world`.

Prints the arguments of addresses as JSON. HANSEI_STORE names the store, in which
`hansei draft examples/checkout-outage` was run.
"""

from __future__ import annotations

import json

from hansei.project.boot import open_store


def main() -> None:
    """Hangs one of everything on the first post-mortem."""
    open_store(web=True)
    from hansei.postmortem.models import PostMortem
    from tests.web.world import samples

    print(json.dumps(samples(PostMortem.objects.get(number=1), "Example")))


if __name__ == "__main__":
    main()
