"""A grid made from another: what it does not change is that of the other."""

from __future__ import annotations

from fourfold.core.problems import Assumption
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Finding, GridData, GridFrame, InputFile


class DerivedGrid:
    """Base of grids that hand on another one; see `fourfold.electricity.grid.state.GridData`."""

    __slots__ = ()

    grid: GridData

    @property
    def frame(self) -> GridFrame:
        """What the axes mean."""
        return self.grid.frame

    @property
    def starts_s(self) -> Ints:
        """UTC seconds at which all intervals begin ``[interval]``."""
        return self.grid.starts_s

    @property
    def files(self) -> tuple[InputFile, ...]:
        """What it was read from."""
        return self.grid.files

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What reading told."""
        return self.grid.findings

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What it rests on."""
        return self.grid.assumptions
