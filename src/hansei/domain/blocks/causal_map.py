"""The causal map: factors that lead to one another and to the impact, with what shows it.

Five whys are one view of it: a chain from the impact backwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hansei.domain.blocks.cells import citations_in
from hansei.domain.blocks.grid import Grid
from hansei.domain.coverage import Factor, FactorType

IMPACT = "impact"
_IMPACT = re.compile(r"(?:the )?(?:impact|outage|incident)\b|I$", re.IGNORECASE)
_FACTOR = re.compile(r"F[1-9]\d{0,2}\b", re.IGNORECASE)
_LIMIT, _MOST_NAMED = 300, 12


class Node(msgspec.Struct, frozen=True):
    """A factor, or the impact that all of it led to."""

    key: str
    text: str
    type: FactorType | None = None
    cites: tuple[str, ...] = ()


class Edge(msgspec.Struct, frozen=True):
    """One thing that led to another. `row` is its position in the table."""

    start: str
    end: str
    how: str = ""
    cites: tuple[str, ...] = ()
    row: int = 0

    @property
    def supported(self) -> bool:
        """Whether anything shows it."""
        return bool(self.cites)


class CausalMap(msgspec.Struct, frozen=True):
    """Nodes and edges, and what is wrong with them.

    `loops` are nodes that lead to themselves again, each loop in its order. `unread` are rows whose
    ends name no factor that there is. `layers` are the nodes in columns, the impact in the last:
    every edge that is part of no loop leads to a later one.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    loops: tuple[tuple[str, ...], ...] = ()
    unread: tuple[int, ...] = ()
    layers: tuple[tuple[str, ...], ...] = ()

    def node(self, key: str) -> Node:
        """The node with this key. Raises KeyError without one."""
        found = next((each for each in self.nodes if each.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    @property
    def loose(self) -> tuple[str, ...]:
        """Factors that no edge touches; what helped to recover may stand alone."""
        joined = {key for each in self.edges for key in (each.start, each.end)}
        return tuple(
            each.key for each in self.nodes
            if each.key not in joined and each.key != IMPACT
            and each.type is not FactorType.RECOVERY
        )  # fmt: skip


def causal_map(factors: Sequence[Factor], edges: Grid | None, impact: str = "") -> CausalMap:
    """The map of these factors (`causes.factors_of`) and a table of edges.

    `impact` describes the impact in a line.
    """
    nodes = [Node(each.key, each.text, each.type, each.cites) for each in factors]
    nodes.append(Node(IMPACT, impact))
    known = {each.key for each in nodes}
    found, unread = _edges(edges, known) if edges else ([], [])
    loops = _loops([each.key for each in nodes], found)
    return CausalMap(
        nodes=tuple(nodes),
        edges=tuple(found),
        loops=loops,
        unread=tuple(unread),
        layers=_layers([each.key for each in nodes], found),
    )


def whys(found: CausalMap) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The longest chain from the impact backwards: question, answer, what shows it."""
    chain = _longest_chain(found)
    rows = []
    for end, edge in zip(("", *(each.start for each in chain)), chain, strict=False):
        asked = found.node(end).text.rstrip(".") if end else ""
        question = f"Why: {asked}?" if asked else "Why did this happen?"
        rows.append((question, found.node(edge.start).text, edge.cites))
    return tuple(rows)


def nodes_named(text: str) -> tuple[str, ...]:
    """The nodes that a cell names: "F1", "F1, F2", "impact"."""
    names = [each.upper() for each in _FACTOR.findall(text)]
    if not names and _IMPACT.match(text.strip()):
        return (IMPACT,)
    return tuple(dict.fromkeys(names))[:_MOST_NAMED]


def _edges(grid: Grid, known: set[str]) -> tuple[list[Edge], list[int]]:
    found: dict[tuple[str, str], Edge] = {}
    unread = []
    for at, row in enumerate(grid.records()[:_LIMIT]):
        starts, ends = nodes_named(row["from"]), nodes_named(row["to"])
        if not starts or not ends or not known.issuperset((*starts, *ends)):
            unread.append(at)
            continue
        cites = citations_in(row.get("evidence", "")) or ()
        for start in starts:
            for end in ends:
                found.setdefault((start, end), Edge(start, end, row.get("how", ""), cites, at))
    return list(found.values()), unread


def _onward(edges: Iterable[Edge]) -> Mapping[str, list[str]]:
    onward: dict[str, list[str]] = {}
    for each in edges:
        onward.setdefault(each.start, []).append(each.end)
    return onward


def _loops(keys: Sequence[str], edges: Sequence[Edge]) -> tuple[tuple[str, ...], ...]:
    """One loop for each edge that leads back, found by walking in depth from every node."""
    onward = _onward(edges)
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for first in keys:
        path: list[str] = []
        waiting = [(first, iter(onward.get(first, ())))] if first not in done else []
        path += [first] if waiting else []
        while waiting:
            node, rest = waiting[-1]
            following = next(rest, None)
            if following is None:
                waiting.pop()
                path.pop()
                done.add(node)
            elif following in path:
                found.append(tuple(path[path.index(following) :]))
            elif following not in done:
                waiting.append((following, iter(onward.get(following, ()))))
                path.append(following)
    return tuple(found)


def _layers(keys: Sequence[str], edges: Sequence[Edge]) -> tuple[tuple[str, ...], ...]:
    """Columns by the longest way to the end; edges that lead back count for nothing."""
    backward = {
        (loop[-1], loop[0]) for loop in _loops(keys, edges)
    }  # fmt: skip
    onward = _onward(each for each in edges if (each.start, each.end) not in backward)
    depth: dict[str, int] = {}

    for key in keys:
        waiting = [key] if key not in depth else []
        while waiting:
            node = waiting[-1]
            missing = [each for each in onward.get(node, ()) if each not in depth]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            last = -1 if node == IMPACT else 0
            depth[node] = 1 + max((depth[each] for each in onward.get(node, ())), default=last)
    deepest = max(depth.values(), default=0)
    columns = [[key for key in keys if depth[key] == at] for at in range(deepest, -1, -1)]
    return tuple(tuple(each) for each in columns if each)


def _longest_chain(found: CausalMap) -> list[Edge]:
    """The edges of the longest way into the impact, the one that ends there first."""
    into: dict[str, list[Edge]] = {}
    for each in found.edges:
        into.setdefault(each.end, []).append(each)
    best: list[Edge] = []
    waiting: list[list[Edge]] = [[each] for each in into.get(IMPACT, ())]
    for _ in range(_LIMIT * 10):
        if not waiting:
            break
        chain = waiting.pop()
        if len(chain) > len(best):
            best = chain
        passed = {IMPACT, *(each.start for each in chain)}
        waiting += [[*chain, each] for each in into.get(chain[-1].start, ())
                    if each.start not in passed]  # fmt: skip
    return best
