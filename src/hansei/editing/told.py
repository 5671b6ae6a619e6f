"""What there is to see in a post-mortem as scripts are told it."""

from __future__ import annotations

from typing import Any

from hansei.editing.look import Look


def told(found: Look) -> dict[str, Any]:
    """Findings, claims, factors and marks, for JSON."""
    return {
        "findings": found.findings,
        "claims": found.claims,
        "factors": {
            "covered": found.factors.covered,
            "total": found.factors.total,
            "open": [each.factor.text for each in found.factors.open],
        },
        "marks": found.marks,
        "unchecked": found.unchecked,
    }
