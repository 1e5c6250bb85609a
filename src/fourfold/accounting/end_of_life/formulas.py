"""The four formulas of end of life, as coefficients of the footprints of one unit of a material.

With R1 the share of recycled material going in, R2 the share recycled after use, R3 the share burnt with energy
recovery, A and B the shares of recycling and of energy recovery that their user carries, q = Qs/Qp the quality of
recycled over virgin material, H the lower heating value, X the efficiencies of energy recovery, and E the footprints of
one unit (of the material, or of the energy):

circular-footprint-formula (PEF: Commission Recommendation (EU) 2021/2279, Annex I, 4.4.8.1)

    E = (1−R1)·E_virgin + R1·(A·E_recycled + (1−A)·E_virgin·q_in)
      + (1−A)·R2·(E_recycling − E_displaced·q_out)
      + (1−B)·R3·(E_recovery − H·X_heat·E_heat − H·X_electricity·E_electricity)
      + (1−R2−R3)·E_disposal

cut-off (recycled content, 100:0; the treatment of recyclable material belongs to the next life, energy leaves free)

    E = (1−R1)·E_virgin + R1·E_recycled + R3·E_recovery + (1−R2−R3)·E_disposal

substitution (avoided burden, end-of-life recycling, 0:100; who uses recycled material carries what it displaces)

    E = (1−R1)·E_virgin + R1·E_virgin·q_in + R2·(E_recycling − E_displaced·q_out)
      + R3·(E_recovery − H·X_heat·E_heat − H·X_electricity·E_electricity) + (1−R2−R3)·E_disposal

50-50 (each life carries half of the recycling before and after it, and half of what it displaces)

    E = (1−R1)·E_virgin + R1·½·(E_recycled + E_virgin·q_in) + R2·½·(E_recycling − E_displaced·q_out)
      + R3·(E_recovery − H·X_heat·E_heat − H·X_electricity·E_electricity) + (1−R2−R3)·E_disposal

The last three are the first with A = 1, 0 and ½ and B = 0; the cut-off moreover gives no credit for energy, so it
equals the first at A = 1, B = 0 where no energy is displaced. A credit at one life's end and the burden at the next
life's beginning are (1−A) of the same thing: over both lives recycling counts once and the material once.

Sources: the formula of PEF as given in the public texts of the method; cut-off and substitution as the 100:0 and 0:100
approaches in Allacker et al. 2014 (Resources, Conservation and Recycling 88, 1–12); the halves after ISO/TR 14049 and
Ekvall & Tillman 1997, in the form above with energy recovery kept whole. Clause and page numbers are from memory and
not verified; other authors halve other terms too.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from fourfold.accounting.traced import ONE, ZERO, Traced
from fourfold.core.problems import N_


class Formula(StrEnum):
    """A formula, by the name methods give it."""

    CUT_OFF = "cut-off"
    HALVES = "50-50"
    SUBSTITUTION = "substitution"
    CIRCULAR = "circular-footprint-formula"


FORMULA_NAMES = {
    Formula.CUT_OFF: N_("cut-off (recycled content)"),
    Formula.HALVES: N_("50/50"),
    Formula.SUBSTITUTION: N_("substitution (avoided burden)"),
    Formula.CIRCULAR: N_("Circular Footprint Formula"),
}

USER_SHARE = {Formula.CUT_OFF: ONE, Formula.HALVES: Traced(Decimal("0.5")), Formula.SUBSTITUTION: ZERO}
"""A where the formula fixes it."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of a material under a formula; shares 0 to 1, energies in MJ per unit of the material.

    Attributes:
        r1, r2, r3: shares recycled going in, recycled after use, burnt with energy recovery.
        a, b: shares of recycling and of energy recovery that their user carries.
        quality_in, quality_out: quality of recycled over virgin material.
        heat, electricity: useful heat and electricity from one unit burnt (H·X), in MJ.
        energy_credit: whether the energy that leaves displaces any.
    """

    r1: Traced
    r2: Traced
    r3: Traced
    a: Traced
    b: Traced
    quality_in: Traced
    quality_out: Traced
    heat: Traced
    electricity: Traced
    energy_credit: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A term of a formula: a coefficient times a footprint.

    Attributes:
        key: ending of the item's name.
        what: template of its display name, with ``{material}``.
        column: the column that names the source of the footprint.
        coefficient: units of the source per unit of the material; negative for credits.
    """

    key: str
    what: str
    column: str
    coefficient: Traced


_VIRGIN = N_("{material}: virgin material")
_RECYCLED = N_("{material}: recycled material going in")
_DISPLACED_IN = N_("{material}: share of the virgin material that recycled material going in stands for")
_RECYCLING = N_("{material}: recycling after use")
_CREDIT = N_("{material}: credit for virgin material displaced")
_RECOVERY = N_("{material}: burning with energy recovery")
_HEAT = N_("{material}: credit for heat displaced")
_POWER = N_("{material}: credit for electricity displaced")
_DISPOSAL = N_("{material}: disposal")

MAKING = ("virgin", "recycled", "recycled-as-virgin")
"""Parts that make the material; a study may count them among its inputs instead."""


def parts(p: Parameters) -> list[Part]:
    """The terms of the formula whose parameters these are."""
    passed_on = ONE - p.a
    recycled_out = passed_on * p.r2
    recovered = (ONE - p.b) * p.r3
    found = [
        Part("virgin", _VIRGIN, "virgin", ONE - p.r1),
        Part("recycled", _RECYCLED, "recycled", p.r1 * p.a),
        Part("recycled-as-virgin", _DISPLACED_IN, "virgin", p.r1 * passed_on * p.quality_in),
        Part("recycling", _RECYCLING, "recycling", recycled_out),
        Part("recycling-credit", _CREDIT, "displaced_virgin", -(recycled_out * p.quality_out)),
        Part("energy-recovery", _RECOVERY, "energy_recovery", recovered),
    ]
    if p.energy_credit:
        found.append(Part("heat-credit", _HEAT, "displaced_heat", -(recovered * p.heat)))
        found.append(Part("electricity-credit", _POWER, "displaced_electricity", -(recovered * p.electricity)))
    found.append(Part("disposal", _DISPOSAL, "disposal", ONE - p.r2 - p.r3))
    return found
