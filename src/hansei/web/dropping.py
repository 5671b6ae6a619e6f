"""What pages share on which one drops files: the form without scripts, its limits and its zone.

`templates/parts/drop.html` shows it, and `static/js/drop.js` sends files one by one where it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from hansei.accounts.actor import Actor
from hansei.drafting.uploads import LARGEST_FILE, MOST_FILES, begin, listed, receive
from hansei.organisation.selectors import general
from hansei.web.pages import Request


def dropped(actor: Actor, upload: str) -> dict[str, Any]:
    """What the page shows of an upload, "" for none yet. Raises NotFound for others' uploads."""
    return {
        "arrived": listed(actor, upload).files if upload else [],
        "most_files": MOST_FILES,
        "largest_file": LARGEST_FILE,
    }


def received(request: Request) -> str:
    """The files of a form, as an upload. Folders do not survive forms: names are kept apart."""
    name = begin(request.actor)
    taken: set[str] = set()
    for number, each in enumerate(_files(request), start=1):
        given = each.name or "file"
        receive(request.actor, name, f"{number}/{given}" if given in taken else given, each.read)
        taken.add(given)
    return name


def own_zone(zone: str) -> str:
    """The zone of bare times, "" where it is the organisation's anyway."""
    return "" if zone == general().zone else zone


def _files(request: Request) -> Iterator[UploadedFile[bytes]]:
    for field in ("files", "folder"):
        yield from request.FILES.getlist(field)
