"""Takes all roles from a person: `python -m tests.browser.withdraw USER`."""

from __future__ import annotations

import sys

from hansei.project.boot import open_store


def main() -> None:
    """Without a page: people may not take their own."""
    open_store(web=True)
    from hansei.accounts.models import Membership

    Membership.objects.filter(user__username=sys.argv[1]).delete()


if __name__ == "__main__":
    main()
