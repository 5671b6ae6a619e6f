"""The rules of `hansei check` by name, for outputs, configuration and documentation."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from hansei.domain.blameless import all_rules
from hansei.domain.blameless.rules import Rule
from hansei.domain.errors import UsageError

FAMILIES = ("consistency", "complete", "blame", "leak")


class About(NamedTuple):
    """A rule's stable name, what it marks in one line, and its usual level.

    `fix` says what `--fix` does about it; "" for nothing.
    """

    id: str
    title: str
    level: str
    fix: str = ""


_OWN = (
    About(
        "consistency/duration", "A duration or window that the timeline does not bear out", "error"
    ),
    About(
        "consistency/order", "Two milestones told in the order that the timeline reverses", "error"
    ),
    About("consistency/zone", "A time given in two zones without converting it", "error"),
    About("consistency/count", "A count that another place gives differently", "error"),
    About(
        "consistency/percentage", "A share given differently, or of different populations", "error"
    ),
    About("consistency/unknown-event", "An event that the timeline does not hold", "warning"),
    About(
        "consistency/understated", "Text for customers smaller than the measured impact", "error"
    ),
    About("consistency/claim", "Judgements that two sections give the other way round", "warning"),
    About("complete/owner", "An action that nobody owns", "warning"),
    About("complete/due-date", "An action that is never due", "warning"),
    About("complete/due-year", "A due date without its year", "warning"),
    About("complete/uncovered-factor", "A contributing factor that no action answers", "warning"),
    About("complete/missing-milestone", "A milestone that the timeline does not tell", "note"),
    About("complete/why-chain", "A chain of whys that ends at a person", "warning"),
    About("complete/uncited", "A statement that cites nothing", "note"),
    About(
        "complete/placeholder",
        "Something still to be filled in",
        "warning",
        fix="takes out the empty rows of a template's table",
    ),
    About("complete/cause-without-evidence", "A cause with nothing that shows it", "note"),
    About("complete/bloated-section", "A section longer than readers will read", "note"),
    About(
        "leak/secret",
        "A key, token or password",
        "error",
        fix="puts [secret removed] in its place; it must be revoked all the same",
    ),
    About("leak/personal-data", "A mail address, telephone, card or account number", "error"),
    About("leak/internal-host", "An internal host name or address", "error"),
)


def _safe(rule: Rule) -> str:
    safe = any(each.safe for each in rule.patterns)
    return 'takes out words that say nothing, such as "of course"' if safe else ""


@cache
def catalogue() -> dict[str, About]:
    """Every rule by its name, in the order of the families."""
    blame = [About(each.id, each.title, each.level.value, _safe(each)) for each in all_rules()]
    listed = sorted((*_OWN, *blame), key=lambda each: FAMILIES.index(each.id.split("/")[0]))
    return {each.id: each for each in listed}


def chosen(names: list[str] | tuple[str, ...], *, option: str) -> frozenset[str]:
    """The rules that names stand for: "blame/hindsight", "blame/*" or "blame".

    Raises UsageError for one that no rule has.
    """
    found: set[str] = set()
    for given in (part.strip() for name in names for part in name.split(",")):
        family = given.removesuffix("/*")
        if given in catalogue():
            found.add(given)
        elif family in FAMILIES:
            found.update(each for each in catalogue() if each.startswith(family + "/"))
        else:
            raise UsageError(f"{option}: unknown rule {given!r}; see docs/checks")
    return frozenset(found)
