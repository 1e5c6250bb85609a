"""What each written attribute is in the grid: what sources, borders and stocks carry of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from fourfold.electricity.checking.energy import add
from fourfold.electricity.grid.state import AttributeKind, Floats, GridFrame, GridState

MEASURED = "measured_mwh_per_mwh"


@dataclass(frozen=True, slots=True)
class Followed:
    """The written attributes that can be followed through a grid.

    Attributes:
        frame: the grid.
        names: of those followed.
        columns: where each stands among the written ones.
        rated: attribute of the grid each is, or -1.
        technology: technology of which each is the share, or empty.
        shares: columns of all written shares of technologies.
    """

    frame: GridFrame
    names: tuple[str, ...]
    columns: tuple[int, ...]
    rated: tuple[int, ...]
    technology: tuple[str, ...]
    shares: tuple[int, ...]

    def carried(self, state: GridState) -> Floats:
        """What a generated MWh carries ``[interval or 1, source, attribute]``; the measured share by interval."""
        per_mwh = np.zeros((len(state.starts_s), len(self.frame.sources), len(self.names)))
        generated = np.where(state.generation_mwh > 0, state.generation_mwh, 1.0)
        for at, (rated, technology) in enumerate(zip(self.rated, self.technology, strict=True)):
            if rated >= 0:
                per_mwh[:, :, at] = state.per_mwh[:, :, rated]
            elif self.names[at] == MEASURED:
                per_mwh[:, :, at] = 1.0 - state.estimated_mwh / generated
            else:
                per_mwh[:, :, at] = [source.technology == technology for source in self.frame.sources]
        return per_mwh

    def generated(self, state: GridState) -> Floats:
        """What the generation of each area carries ``[interval, area, attribute]``."""
        areas = np.array([source.area for source in self.frame.sources], np.int64)
        amounts = state.generation_mwh[:, :, None] * self.carried(state)
        return add(amounts, areas, len(self.frame.areas))

    def imported_per_mwh(self) -> Floats:
        """What imports carry ``[border, attribute]``."""
        return self._outside(self.frame.border_per_mwh, len(self.frame.borders), (_IMPORTS, MEASURED))

    def initial_per_mwh(self) -> Floats:
        """What stocks carry at the start per MWh stored ``[store, attribute]``."""
        given = [one.initial_per_mwh or (0.0,) * len(self.frame.attributes) for one in self.frame.stores]
        table = np.array(given).reshape(len(given), len(self.frame.attributes))
        return self._outside(np.nan_to_num(table), len(given), (_STORED,))

    def free_per_mwh(self) -> Floats:
        """What discharging carries where stores are not followed ``[store, attribute]``."""
        return self._outside(
            np.zeros((len(self.frame.stores), len(self.frame.attributes))), len(self.frame.stores), (_STORED,)
        )

    def _outside(self, rates: Floats, count: int, ones: tuple[str, ...]) -> Floats:
        columns = [
            rates[:, rated] if rated >= 0 else np.full(count, float(name in ones))
            for name, rated in zip(self.names, self.rated, strict=True)
        ]
        return np.stack(columns, axis=1) if columns else np.zeros((count, 0))


_IMPORTS, _STORED = "imports_mwh_per_mwh", "stored_mwh_per_mwh"


def follow(frame: GridFrame, written: tuple[tuple[str, str], ...], is_lossy: bool) -> Followed:
    """Find written attributes, given as name and kind, in a grid.

    Where energy may be lost on the way, the measured share is a ratio of two followed ones and is not followed itself.
    Shares whose name two technologies could have are left out too.
    """
    own = {attribute.name: at for at, attribute in enumerate(frame.attributes)}
    technologies: dict[str, list[str]] = {_IMPORTS: [""], _STORED: [""]}
    for technology in dict.fromkeys(source.technology for source in frame.sources):
        technologies.setdefault(share_name(technology), []).append(technology)
    kept: list[tuple[str, int, int, str]] = []
    for column, (name, _) in enumerate(written):
        if name in own:
            kept.append((name, column, own[name], ""))
        elif name == MEASURED and not is_lossy:
            kept.append((name, column, -1, ""))
        elif len(technologies.get(name, ())) == 1:
            kept.append((name, column, -1, technologies[name][0]))
    shares = tuple(
        column
        for column, (name, kind) in enumerate(written)
        if kind == AttributeKind.SHARE and name not in own and name != MEASURED
    )
    return Followed(
        frame,
        tuple(name for name, _, _, _ in kept),
        tuple(column for _, column, _, _ in kept),
        tuple(rated for _, _, rated, _ in kept),
        tuple(technology for _, _, _, technology in kept),
        shares,
    )


def share_name(technology: str) -> str:
    """Column of the share of a technology."""
    slug = re.sub(r"\W+", "_", technology.lower()).strip("_") or "technology"
    return f"{slug}_mwh_per_mwh"


def share_rates(state: GridState, names: tuple[str, ...]) -> Floats | None:
    """What the shares carry of the total ``[share]``, or nothing where one has more than one factor in a block.

    Args:
        state: the block.
        names: columns of the shares.
    """
    frame, rates = state.frame, []
    if frame.stores:
        return None
    for name in names:
        if name == _IMPORTS:
            found = np.unique(frame.border_per_mwh[:, 0])
        else:
            own = [at for at, source in enumerate(frame.sources) if share_name(source.technology) == name]
            found = np.unique(state.per_mwh[:, own, 0])
        if found.size != 1:
            return None
        rates.append(float(found[0]))
    return np.array(rates)
