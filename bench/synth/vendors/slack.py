"""A Slack workspace export: users.json, channels.json and one file per channel and day.

After Slack's help page "How to read Slack data exports": messages are a JSON list per day, `ts` is
the Unix time with a counter behind the dot, people are ids of users.json, and integrations post
as `bot_message` with their text in attachments.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.synth import words
from bench.synth.model import Happening, Witness, slug

ROLES = (
    "on-call engineer",
    "incident lead",
    "service engineer",
    "release engineer",
    "support agent",
    "communications lead",
    "platform engineer",
    "database engineer",
    "network engineer",
    "identity engineer",
    "storage engineer",
    "product manager",
)
_TEAM = "T0SYNTH01"
_BOTS = {"alerts": "B0ALERTS1", "deploys": "B0DEPLOY1", "status": "B0STATUS1", "pager": "B0PAGER01"}


@dataclass(frozen=True, slots=True)
class _Post:
    at: datetime
    channel: str
    body: dict[str, Any]
    happening: str
    required: bool = True


def user_id(role: str) -> str:
    """The member id of a role, the same in every export."""
    return f"U0SYN{ROLES.index(role):04d}"


def write(witness: Witness) -> None:
    """Write the export folder `slack/`."""
    posts: list[_Post] = []
    for happening in witness.incident.happenings:
        posts += _bot_posts(witness, happening)
        posts += _human_posts(witness, happening)
    posts += _noise(witness)
    days: dict[str, list[_Post]] = defaultdict(list)
    for post in sorted(posts, key=lambda one: (one.at, one.channel, one.happening)):
        days[f"slack/{post.channel}/{post.at:%Y-%m-%d}.json"].append(post)
    for file in sorted(days):
        messages = []
        for number, post in enumerate(days[file]):
            stamp = f"{int(post.at.timestamp())}.{witness.rng.randrange(100, 999_999):06d}"
            messages.append({**post.body, "ts": stamp})
            path = f"[{number}]"
            witness.see(post.happening, file, post.at, path=path, required=post.required)
        witness.files[file] = _dump(messages)
    channels = sorted({post.channel for post in posts})
    witness.files["slack/users.json"] = _dump([_user(role) for role in ROLES])
    witness.files["slack/channels.json"] = _dump([_channel(name) for name in channels])


def _dump(value: Any) -> bytes:
    return (json.dumps(value, indent=4, ensure_ascii=False) + "\n").encode()


def _user(role: str) -> dict[str, Any]:
    profile = {"real_name": role, "display_name": slug(role), "title": role}
    return {
        "id": user_id(role),
        "team_id": _TEAM,
        "name": slug(role),
        "deleted": False,
        "real_name": role,
        "tz": "Etc/UTC",
        "tz_offset": 0,
        "profile": profile,
        "is_admin": False,
        "is_bot": False,
    }


def _channel(name: str) -> dict[str, Any]:
    blank = {"value": "", "creator": "", "last_set": 0}
    return {
        "id": f"C0{sum(name.encode()) % 100_000:05d}",
        "name": name,
        "created": 1_700_000_000,
        "creator": user_id("incident lead"),
        "is_archived": False,
        "is_general": name == "general",
        "members": [user_id(role) for role in ROLES],
        "topic": blank,
        "purpose": blank,
    }


def person(role: str, text: str, message_id: str) -> dict[str, Any]:
    """A message that a person typed."""
    return {
        "client_msg_id": message_id,
        "type": "message",
        "text": text,
        "user": user_id(role),
        "team": _TEAM,
        "user_team": _TEAM,
        "source_team": _TEAM,
    }


def bot(kind: str, name: str, text: str, *, color: str = "", link: str = "") -> dict[str, Any]:
    """A message that an integration posted; the wording stands in its attachment."""
    attachment: dict[str, Any] = {"fallback": text, "text": text, "id": 1}
    if color:
        attachment["color"] = color
    if link:
        attachment |= {"title": text, "title_link": link}
    return {
        "type": "message",
        "subtype": "bot_message",
        "text": "",
        "username": name,
        "bot_id": _BOTS[kind],
        "attachments": [attachment],
    }


def _bot_posts(witness: Witness, happening: Happening) -> list[_Post]:
    found = []
    for kind, name, text, color in _bot_texts(witness, happening):
        link = ""
        if kind == "pager":
            link = f"https://example.pagerduty.com/incidents/{pager_id(witness, happening)}"
        at = witness.clock(happening.at, 1, 5)
        channel = "deploys" if kind == "deploys" else "alerts"
        body = bot(kind, name, text, color=color, link=link)
        found.append(_Post(at, channel, body, happening.key))
    return found


def pager_id(witness: Witness, happening: Happening) -> str:
    """The PagerDuty id of the incident that a happening belongs to (first or second service)."""
    second = happening.service == witness.incident.second_service
    digits = sum(witness.incident.seed.encode()) * 7919 + sum(happening.service.encode())
    return f"P{'S' if second else 'F'}{digits % 1_000_000:06d}"


def _bot_texts(witness: Witness, happening: Happening) -> list[tuple[str, str, str, str]]:
    """(kind of bot, its name, text, colour) for each bot that posts this happening."""
    incident, systems, key = witness.incident, witness.incident.systems, happening.key
    title = incident.alert if happening.service == incident.service else (
        f"Errors on {happening.service}"
    )  # fmt: skip
    found: list[tuple[str, str, str, str]] = []
    monitor = "Datadog" if "datadog" in systems else "Alertmanager"
    if happening.signal == "alert_fired":
        found.append(("alerts", monitor, f"[FIRING:1] {title}", "a30200"))
    if happening.signal == "alert_resolved":
        found.append(("alerts", monitor, f"[RESOLVED] {title}", "2eb886"))
    if "pagerduty" in systems:
        pager = {
            "alert": f"Triggered: {title}",
            "second_alert": f"Triggered: {title}",
            "acknowledged": f"Acknowledged by {happening.actor}: {title}",
            "escalated": f"Escalated to {incident.team}: {title}",
            "closed": f"Resolved by {happening.actor}: {title}",
        }
        if key in pager:
            found.append(("pager", "PagerDuty", pager[key], ""))
    deploys = {
        "deploy_started": f"Deploying {incident.service} {incident.version} to production",
        "deploy_finished": f"{incident.service} {incident.version} is live in production",
        "commit": f"1 new commit pushed to `main`: {incident.service} {incident.version}",
        "rollback_started": f"Rolling back {incident.service} to {incident.previous}",
        "mitigated": f"Rollback of {incident.service} to {incident.previous} complete",
    }
    if key in deploys and incident.find("rollback_started"):
        found.append(("deploys", "Deployments", deploys[key], ""))
    if happening.signal in ("down", "up") and "uptimerobot" in systems:
        text = f"Monitor is {happening.signal.upper()}: {incident.service} (public endpoint)"
        found.append(("alerts", "UptimeRobot", text, ""))
    if happening.signal == "status_update" and "statuspage" in systems:
        status = key.removeprefix("status_").capitalize()
        found.append(("status", "Statuspage", f"{status}: {happening.said}", ""))
    return found


def _human_posts(witness: Witness, happening: Happening) -> list[_Post]:
    incident, key = witness.incident, happening.key
    if not happening.said or happening.signal == "status_update":
        return []
    pager = "pagerduty" in incident.systems
    if key.startswith("note_") and pager and int(key[5:]) % 3 == 2:
        return []  # kept as a note in PagerDuty instead
    echoed = pager and key in ("acknowledged", "escalated", "closed")
    echo = echoed or key == "rollback_started"
    at = witness.clock(happening.at, 4, 30) if echo else witness.clock(happening.at)
    body = person(happening.actor or "on-call engineer", happening.said, _message_id(witness))
    return [_Post(at, f"inc-{incident.service}", body, key, required=not echo)]


def _message_id(witness: Witness) -> str:
    digits = "0123456789abcdef"
    return "-".join(witness.identity(size, digits) for size in (8, 4, 4, 4, 12))


def _noise(witness: Witness) -> list[_Post]:
    rng, incident = witness.rng, witness.incident
    posts = []
    for at in witness.around(rng.randint(18, 40)):
        body = person(rng.choice(ROLES), rng.choice(words.CHATTER), _message_id(witness))
        posts.append(_Post(at, "general", body, ""))
    room = incident.find("declared") or incident.happenings[0]
    for role in rng.sample(ROLES, rng.randint(3, 6)):
        at = room.at.replace(microsecond=0) + timedelta(seconds=rng.randint(5, 400))
        member = user_id(role)
        text = f"<@{member}> has joined the channel"
        body = {"type": "message", "subtype": "channel_join", "user": member, "text": text}
        posts.append(_Post(witness.clock(at), f"inc-{incident.service}", body, ""))
    for at in witness.around(rng.randint(1, 3), 9, 8):
        other = rng.choice(words.OTHER_SERVICES)
        text = f"[FIRING:1] Disk almost full on {other}"
        posts.append(_Post(at, "alerts", bot("alerts", "Alertmanager", text, color="daa038"), ""))
    return posts
