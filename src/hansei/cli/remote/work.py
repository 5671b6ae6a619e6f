"""What each command asks of a server."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from hansei.api import wire
from hansei.cli.remote.address import Address
from hansei.cli.remote.adopting import RemoteAdopting
from hansei.cli.remote.connection import Connection
from hansei.cli.terminal import Console
from hansei.domain.document import Document
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import Conflict, NotFound
from hansei.drafting.pipeline import Drafted, Wanted
from hansei.sources.base import Reading
from hansei.sources.intake import FileReport

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Server(msgspec.Struct, frozen=True):
    """What answers at an address, and for whom."""

    hansei: str
    caller: str
    scopes: tuple[str, ...]
    post_mortems: int


class _Figures(msgspec.Struct):
    """What of the server's figures is used."""

    figures: list[dict[str, Any]]


class _Services(msgspec.Struct):
    """What of the server's availability is used."""

    services: list[dict[str, Any]]


_AVAILABILITY = (
    "name", "start", "end", "maintenance", "down", "availability", "target", "allowed", "left",
    "breach", "incidents", "endless",
)  # fmt: skip


class Remote:
    """A server's part of the commands."""

    def __init__(self, where: Address, connection: Connection | None = None) -> None:
        self.where = where
        self._connection = connection or Connection(where)

    def draft(
        self, readings: Iterable[Reading], reports: Sequence[FileReport], wanted: Wanted, *,
        source: str, written: Document | None, file: str,
    ) -> Drafted:  # fmt: skip
        """Sends what was read; the draft as the server keeps it.

        Raises Conflict where the server holds a newer version than the file here.
        """
        first = wire.Wanted(
            # The same folder of two machines is not the same incident.
            source=f"{socket.gethostname()}:{source}",
            file=file,
            variant=wanted.variant,
            templates=dict(wanted.templates),
            modules=wanted.modules,
            zone=wanted.zone,
            since=wanted.window.start if wanted.window else None,
            until=wanted.window.end if wanted.window else None,
            title=wanted.title,
            fallback_title=wanted.fallback_title,
            written=written,
        )

        def lines() -> Iterable[bytes]:
            yield _encode(first) + b"\n"
            yield from wire.lines_of(readings, reports)

        try:
            made = self._connection.send("/drafts", lines(), wire.Drafted)
        except Conflict as error:
            raise Conflict(
                "the server holds a newer version than the file here:"
                f" `hansei export` it over the file, then draft again ({error})"
            ) from None
        return Drafted(
            Draft(made.document, made.timeline), made.number, made.refused, made.findings
        )

    def import_(self, readings: Iterable[Reading], reports: Sequence[FileReport]) -> wire.Imported:
        """Sends what was read; what became of it."""
        return self._connection.send("/readings", wire.lines_of(readings, reports), wire.Imported)

    def adopting(
        self, paths: Sequence[str], wanted: Mapping[str, Any], console: Console
    ) -> RemoteAdopting:
        """A run over the files there; `wanted` is how, as the API takes it."""
        return RemoteAdopting(self._connection, paths, wanted, console)

    def markdown(self, reference: str) -> bytes:
        """A post-mortem's Markdown."""
        return self._connection.get(f"/postmortems/{quote(reference, safe='')}/markdown")

    def exported(self, reference: str, form: str) -> bytes:
        """A post-mortem in one of the output formats."""
        place = f"/postmortems/{quote(reference, safe='')}/exports/{quote(form, safe='')}"
        return self._connection.get(place)

    def figures(
        self, *, by: str, since: datetime | None, until: datetime | None, **narrowing: list[str]
    ) -> list[dict[str, Any]]:
        """The figures for each group, as in the JSON of `hansei metrics`."""
        found = self._connection.read(
            "/figures",
            _Figures,
            by=by,
            since=since.isoformat() if since else None,
            until=until.isoformat() if until else None,
            **narrowing,
        )
        return [_figure(each) for each in found.figures]

    def effect(self, action: int) -> dict[str, Any]:
        """Whether an action worked, as in the JSON of `hansei effect`."""
        return self._connection.read(f"/actions/{action}/effect", dict[str, Any])

    def similar(self, incident: str) -> dict[str, Any]:
        """What an incident is like, as in the JSON of `hansei similar`."""
        if incident.upper().startswith("PM-"):
            place = f"/postmortems/{quote(incident, safe='')}/incidents"
            linked = self._connection.read(place, dict[str, Any])["incidents"]
            if not linked:
                raise NotFound(f"{incident} is about no incident")
            incident = str(linked[0])
        return self._connection.read(f"/incidents/{incident}/similar", dict[str, Any])

    def availability(self, window: str) -> list[dict[str, Any]]:
        """The services against what was promised of them."""
        found = self._connection.read("/availability", _Services, window=window or None)
        return [{name: each[name] for name in _AVAILABILITY} for each in found.services]

    def review(self, quarter: str, form: str, chosen: Mapping[str, str]) -> bytes:
        """The review of a quarter, as `hansei review` gives it; "" is the newest that is over."""
        asked = {name: value or None for name, value in (("quarter", quarter), *chosen.items())}
        data = self._connection.get(f"/learning/quarter/{quote(form, safe='')}", **asked)
        return data + b"\n" if form == "json" else data

    def audit(self, head: str) -> dict[str, Any]:
        """Whether the trail is whole, as in the JSON of `hansei audit`; "" for no earlier head."""
        found = self._connection.read("/audit/verification", dict[str, Any], head=head or None)
        problems = [{"entry": each["seq"], "fault": each["fault"]} for each in found["faults"]]
        told = {name: found[name] for name in ("entries", "head", "whole")}
        return {**told, "problems": problems}

    def server(self) -> Server:
        """What answers there."""
        return self._connection.read("/server", Server)


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "by": row["by"],
        "group": row["group"],
        "figure": row["figure"],
        "title": row["title"],
        "definition": row["definition"],
        "from": row["start"],
        "to": row["end"],
        "unit": "seconds",
        "n": row["n"],
        "missing": row["missing"],
        "invalid": row["invalid"],
        "mean": row["mean"],
        "interval": _pair(row["interval"]),
        "median": row["median"],
        "p90": row["p90"],
        "geometric": row["geometric"],
        "window": _pair(row["window"]),
    }


def _pair(interval: dict[str, float] | None) -> list[float] | None:
    return [interval["low"], interval["high"]] if interval else None
