"""The causal map: edges with evidence, loops, and the whys that it holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.blocks.causal_map import CausalMap, causal_map, nodes_named, whys
from hansei.domain.blocks.flags import Facts, Flagged, flags
from hansei.domain.blocks.forms import CAUSAL_MAP
from hansei.domain.blocks.grid import Grid, grid_of
from hansei.domain.coverage import Factor, FactorType
from tests.strategies.records import BRIEF

FACTORS = [
    Factor("The pool had no upper bound", key="F1", type=FactorType.PRIMARY),
    Factor("No test covers the limit", key="F2"),
    Factor("Retries multiplied the load", key="F3", type=FactorType.AMPLIFIER),
]


def _edges(*pairs: tuple[str, str] | tuple[str, str, str]) -> Grid:
    return grid_of(
        CAUSAL_MAP,
        [
            {"from": pair[0], "to": pair[1], "evidence": pair[2] if len(pair) > 2 else ""}
            for pair in pairs
        ],
    )


def _map(*pairs: tuple[str, str] | tuple[str, str, str]) -> CausalMap:
    return causal_map(FACTORS, _edges(*pairs))


def test_columns_run_towards_the_impact() -> None:
    found = _map(("F2", "F1", "e1"), ("F1", "impact", "e2"), ("F3", "impact"))
    assert found.layers == (("F2",), ("F1", "F3"), ("impact",))
    assert [each.supported for each in found.edges] == [True, True, False]
    assert found.loops == ()
    assert found.loose == ()


def test_a_factor_that_leads_to_nothing_stands_before_the_impact() -> None:
    found = _map(("F1", "F2"))
    assert found.layers == (("F1",), ("F2", "F3"), ("impact",))
    assert found.loose == ("F3",)


def test_what_helped_to_recover_may_stand_alone() -> None:
    aid = Factor("One command rolls back", key="F4", type=FactorType.RECOVERY)
    assert causal_map([*FACTORS[:1], aid], _edges(("F1", "impact"))).loose == ()


def test_loops_are_found_and_do_not_hinder_the_drawing() -> None:
    found = _map(("F1", "F2"), ("F2", "F3"), ("F3", "F1"), ("F3", "impact"), ("F2", "F2"))
    assert {frozenset(each) for each in found.loops} == {
        frozenset({"F1", "F2", "F3"}), frozenset({"F2"}),
    }  # fmt: skip
    assert sorted(key for layer in found.layers for key in layer) == ["F1", "F2", "F3", "impact"]


def test_one_row_may_join_several() -> None:
    found = _map(("F1, f3", "Impact", "e1"))
    assert [(each.start, each.end) for each in found.edges] == [("F1", "impact"), ("F3", "impact")]
    assert nodes_named("F1 the pool, F1") == ("F1",)
    assert nodes_named("the outage") == ("impact",)


def test_whys_are_the_longest_chain_back_from_the_impact() -> None:
    found = _map(("F2", "F1", "e1"), ("F1", "impact", "e2"), ("F3", "impact"))
    assert whys(found) == (
        ("Why did this happen?", "The pool had no upper bound", ("e2",)),
        ("Why: The pool had no upper bound?", "No test covers the limit", ("e1",)),
    )
    assert whys(_map()) == ()
    assert len(whys(_map(("F1", "F2"), ("F2", "F1"), ("F1", "impact")))) == 2


def test_what_a_reviewer_would_ask_about_a_map() -> None:
    grid = _edges(("F1", "F2", "e1"), ("F2", "F1", "e1"), ("F1", "impact"), ("F9", "F1", "e1"))
    found = flags(grid, Facts(factors=FACTORS))
    assert [(each.what, each.row, each.says) for each in found] == [
        (Flagged.LOOP, None, "F1 → F2 → F1"),
        (Flagged.NO_NODE, 3, ""),
        (Flagged.UNSUPPORTED, 2, ""),
        (Flagged.LOOSE, None, "F3"),
    ]


_KEYS = st.sampled_from(["F1", "F2", "F3", "F4", "F5", "impact"])


@BRIEF
@given(st.lists(st.tuples(_KEYS, _KEYS), max_size=20))
def test_every_edge_outside_of_loops_leads_on(pairs: list[tuple[str, str]]) -> None:
    factors = [Factor("Something", key=f"F{n}") for n in range(1, 6)]
    found = causal_map(factors, _edges(*pairs))
    column = {key: at for at, layer in enumerate(found.layers) for key in layer}
    assert sorted(column) == ["F1", "F2", "F3", "F4", "F5", "impact"]
    back = {(loop[-1], loop[0]) for loop in found.loops}
    for edge in found.edges:
        assert column[edge.start] < column[edge.end] or (edge.start, edge.end) in back
    whys(found)
