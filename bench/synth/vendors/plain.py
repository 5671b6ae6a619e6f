"""Plain text and tables: `git log`, a deploy log, and a CSV export of an operations console."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bench.synth import words
from bench.synth.model import Happening, Witness, iso

_HEX = "0123456789abcdef"


def write_git(witness: Witness) -> None:
    """Write `git/log.txt` as `git log` prints it: newest first, times of the author's zone."""
    incident, file = witness.incident, "git/log.txt"
    commits: list[tuple[datetime, str, str, str]] = []
    commit = incident.find("commit")
    if commit:
        text = f"{incident.service} {incident.version}: rework the request path"
        commits.append((witness.clock(commit.at), "commit", "service engineer", text))
    others = witness.around(witness.rng.randint(4, 9), 40, 10)
    commits += [(at, "", "release engineer", witness.rng.choice(words.COMMITS)) for at in others]
    commits.sort(reverse=True)
    lines: list[str] = []
    for at, key, author, text in commits:
        witness.see(key, file, at, line=len(lines) + 1)
        local = at.astimezone(ZoneInfo(incident.zone))
        mail = author.replace(" ", "-") + "@example.com"
        lines += [f"commit {witness.identity(40, _HEX)}", f"Author: {author} <{mail}>"]
        date = f"{local:%a %b} {local.day} {local:%H:%M:%S %Y %z}"
        lines += [f"Date:   {date}", "", f"    {text}", ""]
    witness.files[file] = ("\n".join(lines)).encode()


def write_deploylog(witness: Witness) -> None:
    """Write `deploy/deploy.log`, one line a step, in one of three common layouts."""
    incident, file = witness.incident, "deploy/deploy.log"
    rows: list[tuple[datetime, str, str]] = []
    for happening in incident.happenings:
        text = _deploy_text(witness, happening)
        if text:
            rows.append((witness.clock(happening.at), happening.key, text))
    for at in witness.around(witness.rng.randint(3, 7), 20, 10):
        other = witness.rng.choice(words.OTHER_SERVICES)
        build = witness.rng.randint(10, 400)
        rows.append((at, "", f"deploy service={other} version=v{build} status=started"))
        end = at + timedelta(seconds=witness.rng.randint(40, 300))
        rows.append((end, "", f"deploy service={other} version=v{build} status=succeeded"))
    rows.sort()
    lines = []
    for at, key, text in rows:
        lines.append(f"{_log_time(witness, at)} {text}")
        witness.see(key, file, at, line=len(lines))
    witness.files[file] = ("\n".join(lines) + "\n").encode()


def _deploy_text(witness: Witness, happening: Happening) -> str:
    incident = witness.incident
    new = f"service={incident.service} version={incident.version}"
    old = f"service={incident.service} version={incident.previous}"
    return {
        "deploy_started": f"deploy {new} status=started by=release-pipeline",
        "deploy_finished": f"deploy {new} status=succeeded instances=12/12",
        "rollback_started": f"rollback {old} status=started by=release-engineer",
        "mitigated": f"rollback {old} status=succeeded instances=12/12",
    }.get(happening.key, "")


def _log_time(witness: Witness, at: datetime) -> str:
    form = witness.incident.forms["deploylog"]
    if form == "clf":
        return f"[{at:%d/%b/%Y:%H:%M:%S} +0000] INFO"
    if form == "offset":
        return at.astimezone(ZoneInfo(witness.incident.zone)).isoformat() + " INFO"
    return iso(at) + " INFO"


def write_csv(witness: Witness) -> None:
    """Write `console/events.csv`: what an operations console journalled, measured or was told."""
    incident, file = witness.incident, "console/events.csv"
    rows: list[tuple[datetime, str, tuple[str, ...]]] = []
    for happening in incident.happenings:
        text = _console_text(witness, happening)
        if text:
            # The impact is measured; all else reaches the console from elsewhere, a little late.
            at = witness.clock(happening.at, 0, 0 if happening.key == "impact" else 3)
            who = happening.actor or "console"
            rows.append((at, happening.key, (text, happening.service, who)))
    for at in witness.around(witness.rng.randint(6, 14)):
        other = witness.rng.choice(words.OTHER_SERVICES)
        rows.append((at, "", (witness.rng.choice(words.ROUTINE), other, "console")))
    rows.sort()
    clock = incident.clocks.get("csv")
    form = "utc-header" if clock and clock.kind == "zone" else incident.forms["csv"]
    headers: dict[str, tuple[str, ...]] = {
        "iso": ("time", "event", "service", "who"),
        "utc-header": ("Timestamp (UTC)", "Message", "Component", "User"),
        "offset": ("occurred_at", "summary", "service", "owner"),
    }
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(list(headers[form]))
    for number, (at, key, cells) in enumerate(rows):
        writer.writerow([_csv_time(witness, at, form), *cells])
        witness.see(key, file, at, line=number + 2)
    witness.files[file] = table.getvalue().encode()


def _csv_time(witness: Witness, at: datetime, form: str) -> str:
    if form == "utc-header":
        return f"{at:%Y-%m-%d %H:%M:%S}"
    if form == "offset":
        return at.astimezone(ZoneInfo(witness.incident.zone)).isoformat()
    return iso(at)


def _console_text(witness: Witness, happening: Happening) -> str:
    incident, key = witness.incident, happening.key
    impact = "first failed request" if incident.forms["impact"] else ""
    rollback = incident.find("rollback_started")
    return {
        "impact": f"{incident.service}: {impact}" if impact else "",
        "customer": f"Ticket opened: customers cannot use {incident.service}",
        "alert": f"Alert raised: {incident.alert}",
        "second_alert": f"Alert raised: errors on {happening.service}",
        "alert_resolved": f"Alert cleared: {incident.alert}",
        "deploy_finished": f"{incident.service} {incident.version} deployed to production",
        "rollback_started": f"Rollback of {incident.service} to {incident.previous} requested",
        "mitigated": (
            f"{incident.service} rolled back to {incident.previous}"
            if rollback
            else f"Configuration of {incident.service} corrected"
        ),
    }.get(key, "")
