"""The linear system of a database: every product, what one unit of it needs, and what one unit of it exchanges.

With C[f, p] the amount of product f that one unit of product p needs, and B[e, p] the elementary flow e of one unit:

    (I − C) x = d          amounts x that deliver the demand d
    (I − C)ᵀ y = Bᵀ c      score y of one unit of every product, by one solve for each column of c

(Heijungs & Suh 2002, eq. 2.5 and its adjoint.) A *product* is one output of one process, or the treatment one process
gives to a waste; a process with several products has been divided into as many columns before. A credit (an avoided
product) is a negative need. A process that uses its own product has an entry on the diagonal of C.

Signs: outputs to nature are positive in B, inputs from nature negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from fourfold.core.canonical import JSON

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NO_EXCHANGE = -1


@dataclass(frozen=True, eq=False)
class Entries:
    """Entries of a sparse matrix, each with the exchange it comes from; entries at one place add up.

    Attributes:
        rows, columns: where each stands [entry].
        values: [entry].
        exchanges: row number of the exchange in the database, `NO_EXCHANGE` where it comes from none [entry].
    """

    rows: Integers
    columns: Integers
    values: Floats
    exchanges: Integers

    @staticmethod
    def none() -> Entries:
        """No entries."""
        return Entries(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))

    def matrix(self, shape: tuple[int, int], values: Floats | None = None) -> sp.csc_array:
        """The matrix, entries at one place added; with other values where some are given."""
        data = self.values if values is None else values
        return sp.coo_array((data, (self.rows, self.columns)), shape=shape).tocsc()


@dataclass(frozen=True, eq=False)
class Product:
    """What a column stands for.

    Attributes:
        process, flow: row numbers in the database.
        id: id of the process; where it has several products, followed by ``/`` and the id of the flow.
        process_id, flow_id: of the source.
        name: of the product as the database calls the process, with the flow where the process has several products.
        location, area: of the process.
        unit: reference unit of the flow: scores are per one of it.
        amount: net amount per run of the process, in `unit`; positive.
        is_treatment: whether it is the treatment of a waste.
        share: share of the burdens of the process it carries where one share holds for all of them, else ``nan``.
    """

    process: int
    flow: int
    id: str
    process_id: str
    flow_id: str
    name: str
    location: str
    area: str
    unit: str
    amount: float
    is_treatment: bool
    share: float


@dataclass(frozen=True, eq=False)
class LinearSystem:
    """A system of products.

    Attributes:
        products: what the columns stand for [product].
        needs: C; rows and columns are products.
        interventions: B; rows are row numbers of flows in the database, columns products.
        from_nature: whether an intervention is an input from nature [entry of `interventions`].
        flow_count: number of flows: rows of B.
        production: exchange that makes each product [product]: its uncertainty scales a column; `NO_EXCHANGE` for none,
            and where several rows make it.
        basis: what the system was made by, for results to cite: database, version, digest, profile, choices.
    """

    products: Sequence[Product]
    needs: Entries
    interventions: Entries
    from_nature: NDArray[np.bool_]
    flow_count: int
    production: Integers
    basis: JSON

    @property
    def size(self) -> int:
        """How many products there are."""
        return len(self.products)

    @cached_property
    def coefficients(self) -> sp.csc_array:
        """C, sparse by column [supplied product, using product]."""
        return self.needs.matrix((self.size, self.size))

    @cached_property
    def burdens(self) -> sp.csc_array:
        """B, sparse by column [flow, product]."""
        return self.interventions.matrix((self.flow_count, self.size))

    @cached_property
    def rows_by_id(self) -> dict[str, int]:
        """Column of each product by its id."""
        return {product.id: column for column, product in enumerate(self.products)}
