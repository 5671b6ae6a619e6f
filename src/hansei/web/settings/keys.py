"""The settings by the names that they have in addresses."""

from __future__ import annotations

from collections.abc import Mapping

from hansei.organisation.selectors import GENERAL, MONITORS, POLICY, SCALE

KEYS: Mapping[str, str] = {
    "general": GENERAL, "severities": SCALE, "policy": POLICY, "monitors": MONITORS,
}  # fmt: skip
