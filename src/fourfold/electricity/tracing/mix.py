"""The attributes of a run: those of the grid, the share of every technology, the measured share.

A share of a technology is the MWh it generated behind a MWh consumed. Where nothing is lost on the way (rules L0 and
L1, stores without losses) the shares of a factor sum to 1; where the loss of ties is carried on or stores lose energy
there is more generation than consumption behind it, and they sum to more. In every case mix · factors = factor (I10).
Imports from beyond the data are a share of their own, and so is what no technology of the run stands behind: the stock
at the start, or, under the storage rule ``free``, everything discharged.

The measured share is a share of all the energy behind a MWh, so that it stays between 0 and 1: what generation is not
estimated, over all. Imports over borders count as measured, as does what stores discharge under the rule
``free``; the stock at the start does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fourfold.core.problems import N_, NOWHERE, MessageKind, Problems
from fourfold.electricity.grid.state import Attribute, AttributeKind, Flags, Floats, GridFrame, GridState
from fourfold.electricity.tracing.cargo import Cargo, side_by_side
from fourfold.electricity.tracing.network import Nodes
from fourfold.electricity.tracing.options import LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.sums import nodes_of, sum_onto

MEASURED = Attribute("measured_mwh_per_mwh", AttributeKind.MEASURED)
_BEHIND = Attribute("generated_mwh_per_mwh", AttributeKind.SHARE)

ATTRIBUTE_UNKNOWN = MessageKind(
    "attribute-unknown",
    N_("the grid has no attribute {found}"),
    N_("one of: {known}"),
    N_("add the column to factors.csv, or leave the attribute out"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """What a run traces.

    Attributes:
        attributes: those shown, the total first, the measured share last.
        cargo: how they enter; one more attribute than shown where `is_lossy`.
        is_lossy: whether more may be generated than consumed, so that the energy behind is traced as well, last.
    """

    attributes: tuple[Attribute, ...]
    cargo: Cargo
    is_lossy: bool

    def shown(self, per_mwh: Floats, is_measured: Flags) -> Floats:
        """Attributes shown ``[interval, …, attribute]``, the measured share over all energy behind.

        Args:
            per_mwh: as they were traced.
            is_measured: whether nothing estimated can be behind anything ``[interval]``: the share is 1, not rounded.
        """
        result = per_mwh[..., :-1].copy() if self.is_lossy else per_mwh.copy()
        if self.is_lossy:
            result[..., -1] = result[..., -1] / per_mwh[..., -1]
        share = result[is_measured, ..., -1]
        result[is_measured, ..., -1] = np.where(np.isnan(share), share, 1.0)
        return result


def carried_by(frame: GridFrame, options: TraceOptions) -> Carried:
    """The attributes a run traces and how they enter the grid.

    Args:
        frame: technologies, attributes, borders and stores.
        options: which attributes are wanted.

    Raises:
        InputError: attributes are wanted that the grid does not have.
    """
    chosen = _chosen(frame, options.attributes)
    attributes = tuple(frame.attributes[index] for index in chosen)
    cargo = _rated(frame, chosen)
    if options.mix:
        names = (attribute.name for attribute in (*attributes, MEASURED, _BEHIND))
        shares, mix = _mix(frame, options.storage, set(names))
        attributes, cargo = attributes + shares, side_by_side(cargo, mix)
    is_lossy = options.losses is LossRule.CARRIED or bool(frame.stores)
    return Carried((*attributes, MEASURED), side_by_side(cargo, _measured(frame, is_lossy)), is_lossy)


def _chosen(frame: GridFrame, wanted: tuple[str, ...] | None) -> list[int]:
    names = [attribute.name for attribute in frame.attributes]
    if wanted is None:
        return list(range(len(names)))
    problems = Problems()
    for name in wanted:
        if name not in names:
            problems.error(ATTRIBUTE_UNKNOWN, NOWHERE, found=name, known=", ".join(names))
    problems.raise_if_errors()
    return [index for index, name in enumerate(names) if index == 0 or name in wanted]


def _rated(frame: GridFrame, chosen: list[int]) -> Cargo:
    """Attributes that sources carry by their factors."""
    areas = nodes_of([source.area for source in frame.sources])

    def generated(state: GridState) -> Floats:
        return sum_onto(areas, state.generation_mwh[:, :, None] * state.per_mwh[:, :, chosen], len(frame.areas))

    initial = np.array([[store.initial_per_mwh[index] for index in chosen] for store in frame.stores], np.float64)
    initial = initial.reshape(len(frame.stores), len(chosen))
    return Cargo(generated, frame.border_per_mwh[:, chosen], initial, np.zeros(initial.shape))


def _mix(frame: GridFrame, storage: StorageRule, taken: set[str]) -> tuple[tuple[Attribute, ...], Cargo]:
    """The share of every technology, of imports where there are borders, of what stores give out of nothing known."""
    technologies = list(dict.fromkeys(source.technology for source in frame.sources))
    slots, width = _slots(frame, technologies)
    labels = technologies + ["imports"] * bool(frame.borders)
    has_unknown_stock = storage is StorageRule.FREE or any(store.initial_mwh > 0 for store in frame.stores)
    labels += ["stored"] * (bool(frame.stores) and has_unknown_stock)

    def generated(state: GridState) -> Floats:
        summed = sum_onto(slots, state.generation_mwh, len(frame.areas) * width)
        amounts = np.zeros((len(summed), len(frame.areas), len(labels)))
        amounts[:, :, :width] = summed.reshape(len(summed), len(frame.areas), width)
        return amounts

    imported, stored = np.zeros((len(frame.borders), len(labels))), np.zeros((len(frame.stores), len(labels)))
    if frame.borders:
        imported[:, width] = 1.0
    if frame.stores and has_unknown_stock:
        stored[:, -1] = 1.0
    shares = tuple(Attribute(name, AttributeKind.SHARE) for name in _share_names(labels, taken))
    return shares, Cargo(generated, imported, stored, stored)


def _slots(frame: GridFrame, technologies: list[str]) -> tuple[Nodes, int]:
    """Where the energy of every source is summed: area by area, technology by technology."""
    at = {technology: index for index, technology in enumerate(technologies)}
    width = len(technologies)
    return nodes_of([source.area * width + at[source.technology] for source in frame.sources]), width


def _share_names(labels: Iterable[str], taken: set[str]) -> list[str]:
    """Column names: lower case, anything but letters and digits of any script as ``_``; clashes are numbered."""
    names: list[str] = []
    for label in labels:
        slug = re.sub(r"\W+", "_", label.lower()).strip("_") or "technology"
        name, number = f"{slug}_mwh_per_mwh", 1
        while name in taken:
            number += 1
            name = f"{slug}_{number}_mwh_per_mwh"
        taken.add(name)
        names.append(name)
    return names


def _measured(frame: GridFrame, is_lossy: bool) -> Cargo:
    """Energy that was measured and, where more may be generated than consumed, all the energy behind."""
    areas = nodes_of([source.area for source in frame.sources])

    def generated(state: GridState) -> Floats:
        kinds = [state.generation_mwh - state.estimated_mwh] + [state.generation_mwh] * is_lossy
        return sum_onto(areas, np.stack(kinds, axis=2), len(frame.areas))

    stored = np.zeros((len(frame.stores), 1 + is_lossy))
    stored[:, 1:] = 1.0
    return Cargo(generated, np.ones((len(frame.borders), 1 + is_lossy)), stored, np.ones(stored.shape))
