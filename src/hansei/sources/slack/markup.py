"""Slack's mrkdwn, blocks and attachments as plain text.

Source: Slack's "Formatting text for app surfaces", "Block Kit reference" and "Reference: Secondary
message attachments".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hansei.sources.slack.people import Directory
from hansei.sources.text import one_line, text_of

_ANGLE = re.compile(r"<([^<>\n]{1,2500})>")
_CODE = re.compile(r"```([^`]{0,4000})```|`([^`\n]{1,500})`")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![\w*])"
    r"|(?<![\w~])~(?=\S)([^~\n]{1,500}?)(?<=\S)~(?![\w~])"
)
_ITALIC = re.compile(r"(?<![\w/])_(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s_])_(?!\w)")
_MOST_PARTS = 40
_DEEPEST = 8


def plain(text: Any, people: Directory) -> str:
    """A mrkdwn string as plain text: mentions resolved, links by their label, entities decoded."""
    if not isinstance(text, str) or not text:
        return ""
    text = text[:20_000]
    if "`" in text or "*" in text or "_" in text or "~" in text:
        text = _without_emphasis(text)
    if "<" in text:
        text = _ANGLE.sub(lambda match: _control(match[1], people), text)
    return unescaped(text)


def labelled(text: Any, user_id: str) -> str:
    """The name that old exports write beside a user's id at a text's start ("<@U1|name> ...")."""
    start = f"<@{user_id}|"
    if user_id and isinstance(text, str) and text.startswith(start):
        return one_line(text[len(start) : 200].partition(">")[0], 100)
    return ""


def unescaped(text: str) -> str:
    """Slack escapes three characters only; an entity that a person typed stays as typed."""
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


def _without_emphasis(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _CODE.finditer(text):
        parts.append(_emphasis_off(text[end : match.start()]))
        parts.append(match[1] if match[1] is not None else match[2])
        end = match.end()
    parts.append(_emphasis_off(text[end:]))
    return "".join(parts)


def _emphasis_off(text: str) -> str:
    if "*" in text or "~" in text:
        text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    if "_" in text:
        text = _ITALIC.sub(lambda match: match[1], text)
    return text


def _control(inside: str, people: Directory) -> str:
    body, _, label = inside.partition("|")
    mark = body[:1]
    if mark == "@":
        return "@" + (people.user(body[1:]) or label.lstrip("@") or body[1:])
    if mark == "#":
        return "#" + (label.lstrip("#") or people.channel_name(body[1:]) or body[1:])
    if mark == "!":
        command = body[1:].split("^")
        if command[0] == "subteam":
            return "@" + (label.lstrip("@") or (command[1] if len(command) > 1 else "group"))
        if command[0] == "date":
            return label
        return "@" + (label.lstrip("@") or command[0])
    if body.startswith(("mailto:", "tel:")):
        return label or body.partition(":")[2]
    if ":" in body:
        return label.strip() or body
    return f"<{inside}>"


def block_texts(blocks: Any, people: Directory) -> Iterator[str]:
    """The texts of Block Kit blocks in reading order; buttons and menus are left out."""
    if isinstance(blocks, list):
        for block in blocks[:_MOST_PARTS]:
            if isinstance(block, dict):
                yield from _block(block, people)


def _block(block: dict[str, Any], people: Directory) -> Iterator[str]:
    kind = block.get("type")
    if kind == "rich_text":
        text = _rich(block, people, 0)
        if text:
            yield text
    elif kind in ("section", "header", "markdown"):
        yield from _text_objects([block.get("text")], people)
        yield from _text_objects(block.get("fields"), people)
    elif kind == "context":
        yield from _text_objects(block.get("elements"), people)
    elif kind == "image":
        yield from _text_objects([block.get("title") or block.get("alt_text")], people)


def _text_objects(values: Any, people: Directory) -> Iterator[str]:
    if not isinstance(values, list):
        return
    for value in values[:_MOST_PARTS]:
        text = value.get("text") if isinstance(value, dict) else value
        read = plain(text, people).strip()
        if read:
            yield read


def _rich(node: Any, people: Directory, depth: int) -> str:
    """A rich_text element: leaves joined as written, lists and sections by a line break."""
    if not isinstance(node, dict) or depth > _DEEPEST:
        return ""
    kind = node.get("type")
    elements = node.get("elements")
    if isinstance(elements, list):
        joint = "\n" if kind in ("rich_text", "rich_text_list") else ""
        return joint.join(_rich(child, people, depth + 1) for child in elements[:400])
    if kind == "user":
        user = text_of(node, "user_id")
        return "@" + (people.user(user) or user)
    if kind == "usergroup":
        return "@" + text_of(node, "usergroup_id")
    if kind == "channel":
        channel = text_of(node, "channel_id")
        return "#" + (people.channel_name(channel) or channel)
    if kind == "broadcast":
        return "@" + text_of(node, "range")
    if kind == "emoji":
        return f":{text_of(node, 'name')}:"
    return text_of(node, "text", "url", "fallback")


def attachment_texts(attachment: dict[str, Any], people: Directory) -> Iterator[str]:
    """Pretext, title, text and fields of an attachment; its fallback where those are empty."""
    found = False
    for name in ("pretext", "title", "text"):
        text = plain(attachment.get(name), people).strip()
        if text:
            found = True
            yield text
    for title, value in fields_of(attachment, people):
        found = True
        yield f"{title}: {value}" if title else value
    for text in block_texts(attachment.get("blocks"), people):
        found = True
        yield text
    if not found:
        fallback = plain(attachment.get("fallback"), people).strip()
        if fallback:
            yield fallback


def fields_of(attachment: dict[str, Any], people: Directory) -> Iterator[tuple[str, str]]:
    """The (title, value) pairs of an attachment's fields."""
    fields = attachment.get("fields")
    if not isinstance(fields, list):
        return
    for field in fields[:_MOST_PARTS]:
        if isinstance(field, dict):
            value = plain(text_of(field, "value"), people).strip()
            if value:
                yield plain(field.get("title"), people).strip().rstrip(":"), value
