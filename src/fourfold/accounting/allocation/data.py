"""What the rules work from: a process, its outputs, the rows that burden it and the shares given for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.study.model import Tables
from fourfold.accounting.study.rows import AllocationRow, OutputRow, ProcessRow
from fourfold.core.problems import Place


@dataclass(frozen=True, slots=True)
class Shared:
    """A process with several products and everything a rule may ask for.

    Attributes:
        process: its row.
        outputs: its products, in table order.
        burdens: short name and place of every row that burdens it: inputs, emissions, electricity, end of life.
        given: rows of the table ``allocation`` that name the process.
        reference_k: temperature of the surroundings in kelvin where a row gives none; ``None`` where the method gives
            none either.
    """

    process: ProcessRow
    outputs: Sequence[OutputRow]
    burdens: Mapping[str, Place]
    given: Sequence[AllocationRow]
    reference_k: Decimal | None

    @property
    def name(self) -> str:
        """Short name of the process."""
        return self.process.process


def shared_processes(tables: Tables, reference_k: Decimal | None) -> list[Shared]:
    """Every process with more than one product, in table order."""
    made: dict[str, list[OutputRow]] = {}
    for row in tables.outputs:
        made.setdefault(row.process, []).append(row)
    return [
        Shared(
            process,
            made[process.process],
            burdens_of(tables, process.process),
            [row for row in tables.allocation if row.process == process.process],
            reference_k,
        )
        for process in tables.processes
        if len(made.get(process.process, ())) > 1
    ]


def burdens_of(tables: Tables, process: str) -> dict[str, Place]:
    """Rows that burden a process, by short name; an input that is cut off has no figure to divide."""
    found: dict[str, Place] = {}
    for row in tables.inputs:
        if row.process == process and row.source != "cut-off":
            found[row.input] = row.place
    for emission in tables.emissions:
        if emission.process == process:
            found[emission.emission] = emission.place
    for power in tables.electricity:
        if power.process == process:
            found[power.electricity] = power.place
    for material in tables.end_of_life:
        if material.process == process:
            found[material.end_of_life] = material.place
    return found
