"""bw2calc on a sample, by its public classes, matrices given in memory."""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from lca_systems import Floats, Sample

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import bw2calc
    import bw_processing
    from bw2calc.fast_scores import FastScoresOnlyMultiLCA
    from bw2calc.iterative_lca import IterativeLCA
    from bw2calc.jacobi_gmres_lca import JacobiGMRESLCA

FLOW, METHOD = 1_000_000, ("score",)
_LOGNORMAL, _NONE = 2, 0


class Brightway:
    """One sample as a data package."""

    def __init__(self, sample: Sample) -> None:
        self.package = bw_processing.create_datapackage()
        own = np.arange(sample.size)
        self._add(
            "technosphere_matrix",
            np.concatenate([own, sample.rows]),
            np.concatenate([own, sample.columns]),
            np.concatenate([np.ones(sample.size), sample.values]),
            np.concatenate([np.zeros(sample.size), sample.sigma]),
            np.concatenate([np.zeros(sample.size, bool), np.ones(sample.values.size, bool)]),
        )
        self._add(
            "biosphere_matrix", sample.flow_rows + FLOW, sample.flow_columns, sample.flow_values, sample.flow_sigma
        )
        flows = np.flatnonzero(sample.factors)
        self.method = bw_processing.create_datapackage()
        self.method.add_persistent_vector(
            matrix="characterization_matrix",
            data_array=sample.factors[flows],
            indices_array=_places(flows + FLOW, np.ones(flows.size, np.int64)),
            name="characterization",
            identifier=list(METHOD),
            global_index=1,
            nrows=flows.size,
        )

    def cold(self, product: int) -> Mapping[str, Callable[[], Floats]]:
        """One product from nothing."""
        return {
            "bw2calc LCA": lambda: self._score(bw2calc.LCA, product),
            "bw2calc JacobiGMRESLCA": lambda: self._score(JacobiGMRESLCA, product),
            "bw2calc adjoint": lambda: self._multi([product], "adjoint"),
        }

    def demands(self, products: list[int]) -> Mapping[str, Callable[[], Floats]]:
        """Several products from nothing."""
        return {
            "bw2calc fast scores, adjoint": lambda: self._multi(products, "adjoint"),
            "bw2calc LCA, one factorisation": lambda: self._several(products),
            "bw2calc fast scores, forward": lambda: self._multi(products, "forward"),
        }

    def draws(self, product: int, count: int) -> dict[str, float]:
        """Seconds of a further draw."""
        found = {}
        for name, kind in (("bw2calc LCA", bw2calc.LCA), ("bw2calc IterativeLCA", IterativeLCA)):
            lca = kind({product: 1}, data_objs=[self.package, self.method], use_distributions=True, seed_override=1)
            lca.lci()
            lca.lcia()
            seconds = []
            for _ in range(count if kind is bw2calc.LCA else 4 * count):
                begin = time.process_time()
                next(lca)
                assert np.isfinite(lca.score)  # noqa: S101 - reading it is part of the draw
                seconds.append(time.process_time() - begin)
            found[name] = statistics.median(seconds)
        return found

    def _score(self, kind: Any, product: int) -> Floats:
        lca = kind({product: 1}, data_objs=[self.package, self.method])
        lca.lci()
        lca.lcia()
        return np.array([lca.score])

    def _several(self, products: list[int]) -> Floats:
        lca = bw2calc.LCA({products[0]: 1}, data_objs=[self.package, self.method])
        lca.lci(factorize=True)
        lca.lcia()
        scores = [lca.score]
        for product in products[1:]:
            lca.lcia({lca.dicts.product[product]: 1})
            scores.append(lca.score)
        return np.array(scores)

    def _multi(self, products: list[int], direction: str) -> Floats:
        lca = FastScoresOnlyMultiLCA(
            demands={str(product): {product: 1} for product in products},
            method_config={"impact_categories": [METHOD]},
            data_objs=[self.package, self.method],
            direction=direction,
        )
        scores = lca.calculate()
        return np.asarray(scores).ravel()

    def _add(
        self, matrix: str, rows: Any, columns: Any, values: Floats, sigma: Floats | None = None, flip: Any = None
    ) -> None:
        more: dict[str, Any] = {} if flip is None else {"flip_array": flip}
        if sigma is not None:
            told = np.zeros(len(values), bw_processing.UNCERTAINTY_DTYPE)
            told["uncertainty_type"] = np.where(sigma > 0, _LOGNORMAL, _NONE)
            told["loc"] = np.where(sigma > 0, np.log(values), values)
            told["scale"] = np.where(sigma > 0, sigma, np.nan)
            for name in ("shape", "minimum", "maximum"):
                told[name] = np.nan
            more["distributions_array"] = told
        self.package.add_persistent_vector(
            matrix=matrix, data_array=values, indices_array=_places(rows, columns), name=matrix, **more
        )


def _places(rows: Any, columns: Any) -> Any:
    places = np.zeros(len(rows), bw_processing.INDICES_DTYPE)
    places["row"], places["col"] = rows, columns
    return places
