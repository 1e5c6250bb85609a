"""Numbers that know the cells they come from (law 1).

A `Traced` is an exact decimal and the set of input cells it depends on. Arithmetic carries both, so a footprint can be
unfolded to rows without a second calculation, and changing one cell changes exactly the figures that list it.

The dependency of a product is the mathematical one: in ``a × b`` the cells of ``a`` matter only where ``b`` is not
zero. A sum depends on every cell of its terms.

Arithmetic is decimal with `PRECISION` digits, rounded half to even: fixed by the General Decimal Arithmetic
specification, so the digits are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

from fourfold.core.problems import Place

PRECISION = 50
_CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def exact(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Run a calculation under the fixed decimal context, whatever the caller's is."""

    @wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with localcontext(_CONTEXT):
            return function(*args, **kwargs)

    return wrapped


@dataclass(frozen=True, slots=True)
class Traced:
    """An exact decimal and the cells it depends on.

    Attributes:
        value: the number.
        cells: bit set over a `CellBook`; bit i stands for its i-th cell.
    """

    value: Decimal
    cells: int = 0

    def __add__(self, other: Traced) -> Traced:
        return Traced(self.value + other.value, self.cells | other.cells)

    def __sub__(self, other: Traced) -> Traced:
        return Traced(self.value - other.value, self.cells | other.cells)

    def __neg__(self) -> Traced:
        return Traced(-self.value, self.cells)

    def __mul__(self, other: Traced) -> Traced:
        cells = (self.cells if other.value else 0) | (other.cells if self.value else 0)
        return Traced(self.value * other.value, cells)

    def __truediv__(self, other: Traced) -> Traced:
        cells = self.cells | (other.cells if self.value else 0)
        return Traced(self.value / other.value, cells)

    def times(self, plain: Decimal) -> Traced:
        """Multiply by a constant that is no cell, such as a unit conversion."""
        return Traced(self.value * plain, self.cells if plain else 0)

    def quantized(self, quantum: Decimal) -> Traced:
        """Rounded half to even to a multiple of `quantum`."""
        return Traced(self.value.quantize(quantum), self.cells)


ZERO = Traced(Decimal(0))
ONE = Traced(Decimal(1))


def total(terms: Iterable[Traced]) -> Traced:
    """The sum, and the union of the cells."""
    value, cells = Decimal(0), 0
    for term in terms:
        value += term.value
        cells |= term.cells
    return Traced(value, cells)


class CellBook:
    """Numbers the input cells of one calculation, so that sets of them are cheap."""

    def __init__(self) -> None:
        self._index: dict[Place, int] = {}

    def __len__(self) -> int:
        return len(self._index)

    def cell(self, place: Place) -> int:
        """The bit of a cell."""
        return 1 << self._index.setdefault(place, len(self._index))

    def read(self, value: Decimal, place: Place) -> Traced:
        """A number that was read from a cell."""
        return Traced(value, self.cell(place))

    def places(self, cells: int) -> list[Place]:
        """The cells of a bit set, by file, sheet, row and column."""
        return sorted(
            (p for p, bit in self._index.items() if cells >> bit & 1), key=lambda p: (p.file, p.sheet, p.row, p.column)
        )

    def __iter__(self) -> Iterator[Place]:
        return iter(self._index)
