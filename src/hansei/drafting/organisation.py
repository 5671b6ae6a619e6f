"""What the organisation of the open store set for its drafts."""

from __future__ import annotations

from dataclasses import replace

from hansei.drafting.pipeline import Wanted
from hansei.organisation.selectors import general, modules, policy, scale, variants


def of_organisation(wanted: Wanted) -> Wanted:
    """The same with the variants, modules, zone, scale and rules of the open store."""
    return replace(
        wanted,
        variants=variants(),
        optional=modules(),
        rules=policy(),
        scale=scale(),
        usual_variant=general().variant,
        usual_zone=general().zone,
    )
