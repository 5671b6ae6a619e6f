"""What an incident cost: sums by kind and currency."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from hansei.domain.blocks.cells import money_in
from hansei.domain.blocks.grid import Grid


class Total(msgspec.Struct, frozen=True):
    """The sum of one currency: direct and indirect costs, and those of no stated kind."""

    currency: str
    direct: Decimal = Decimal(0)
    indirect: Decimal = Decimal(0)
    other: Decimal = Decimal(0)

    @property
    def whole(self) -> Decimal:
        return self.direct + self.indirect + self.other


class Totals(msgspec.Struct, frozen=True):
    """The sums, and how many rows are in none of them because their amount cannot be read."""

    sums: tuple[Total, ...] = ()
    unread: int = 0


def totals(grid: Grid) -> Totals:
    """The sums of a table of costs, currencies in the order in which they appear."""
    sums: dict[str, dict[str, Decimal]] = {}
    unread = 0
    for row in grid.records():
        money = money_in(row["amount"])
        if money is None:
            unread += bool(row["amount"])
            continue
        kind = row.get("kind", "").strip().lower()
        kind = kind if kind in ("direct", "indirect") else "other"
        of_currency = sums.setdefault(money.currency, {})
        of_currency[kind] = of_currency.get(kind, Decimal(0)) + money.amount
    return Totals(tuple(Total(name, **each) for name, each in sums.items()), unread)
