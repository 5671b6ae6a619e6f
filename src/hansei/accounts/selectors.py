"""Reads people, teams and what was granted to them, as far as the actor may."""

from __future__ import annotations

from hansei.accounts.models import User


def anybody() -> bool:
    """Whether there is any account yet."""
    return User.objects.exists()
