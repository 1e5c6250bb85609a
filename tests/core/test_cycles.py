"""The cycle that multiplies most, found among all cycles of a small graph."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.graph import greediest_cycle

NAMES = "abcde"
graphs = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), st.integers(1, 30).map(lambda n: Decimal(n) / 10)
)


@given(graphs)
def test_no_simple_cycle_multiplies_more(edges: dict[tuple[str, str], Decimal]) -> None:
    weights = {p: {f: w for (user, f), w in edges.items() if user == p} for p in NAMES}
    cycle, gain = greediest_cycle(weights)
    best = Decimal(0)
    for size in range(1, len(NAMES) + 1):
        for path in permutations(NAMES, size):
            product = Decimal(1)
            for user, supplier in zip(path, (*path[1:], path[0]), strict=True):
                product *= edges.get((user, supplier), Decimal(0))
            best = max(best, product)
    assert gain == best
    assert bool(cycle) == bool(best)


def test_a_dense_graph_ends_the_search() -> None:
    names = [f"n{number}" for number in range(60)]
    cycle, gain = greediest_cycle({p: dict.fromkeys(names, Decimal(1)) for p in names})
    assert cycle
    assert gain == 1
