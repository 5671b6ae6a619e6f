"""The key that signs sessions and links: from the environment, or made once and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from hansei.domain.errors import UsageError


def kept_secret(folder: Path) -> str:
    """The key in `folder`, made on first use in a file that only its owner can read.

    Several processes may ask at once: the first one's file wins. Raises UsageError where the
    folder cannot be written.
    """
    file = folder / "secret-key"
    try:
        if not file.exists():
            _make(file)
        return file.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged"
        raise UsageError(f"cannot use {file}: {reason}; or set HANSEI_SECRET_KEY") from None


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
