"""The same system given to Brightway's bw2calc."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import scipy.sparse as sp

from fourfold.accounting.background.solving import Solver

SIZE, FLOWS = 120, 15


def test_equal_to_bw2calc() -> None:
    """Scores of ten products on a random system with loops, own use, credits and treatments."""
    bw = pytest.importorskip("bw_processing")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bw2calc = pytest.importorskip("bw2calc")
    rng = np.random.default_rng(11)
    needs = rng.lognormal(0, 1, (SIZE, SIZE)) * (rng.random((SIZE, SIZE)) < 0.08)
    needs *= np.where(rng.random(needs.shape) < 0.05, -1, 1)
    needs *= 0.9 * rng.random(SIZE) / np.maximum(np.abs(needs).sum(axis=0), 1e-9)
    flows = rng.lognormal(0, 1, (FLOWS, SIZE)) * (rng.random((FLOWS, SIZE)) < 0.3)
    flows *= np.where(rng.random(flows.shape) < 0.1, -1, 1)
    factors = rng.lognormal(0, 1, FLOWS)

    package = bw.create_datapackage()
    technosphere = np.eye(SIZE) - needs
    _add(bw, package, "technosphere_matrix", technosphere, 0, 0)
    _add(bw, package, "biosphere_matrix", flows, 1000, 0)
    package.add_persistent_vector(
        matrix="characterization_matrix",
        data_array=factors,
        indices_array=np.array([(1000 + i, 1) for i in range(FLOWS)], dtype=bw.INDICES_DTYPE),
        name="characterization",
    )
    ours = Solver(sp.csc_array(needs)).adjoint((flows.T @ factors)[:, None]).values[:, 0]
    for product in range(0, SIZE, 12):
        lca = bw2calc.LCA({product: 1}, data_objs=[package])
        lca.lci()
        lca.lcia()
        assert ours[product] == pytest.approx(lca.score, rel=1e-9)


def _add(bw, package, matrix: str, dense: np.ndarray, first_row: int, first_column: int) -> None:  # type: ignore[no-untyped-def]
    rows, columns = np.nonzero(dense)
    places = list(zip(rows + first_row, columns + first_column, strict=True))
    package.add_persistent_vector(
        matrix=matrix,
        data_array=dense[rows, columns],
        indices_array=np.array(places, dtype=bw.INDICES_DTYPE),
        name=matrix,
    )
