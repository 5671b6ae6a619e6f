"""Secrets that people carry: made at random, shown once, and kept as their SHA-256 alone.

With 256 bits of chance there is nothing to guess, so a slow hash would only slow us down.
"""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """A new one, as text for links and headers."""
    return prefix + secrets.token_urlsafe(_BYTES)


def secret_digest(secret: str) -> str:
    """What is kept of it: the SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same(given: str, kept: str) -> bool:
    """Whether two texts are the same, taking as long for any that are not."""
    return secrets.compare_digest(
        given.encode("utf-8", "surrogatepass"), kept.encode("utf-8", "surrogatepass")
    )
