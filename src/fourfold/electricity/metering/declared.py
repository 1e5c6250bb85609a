"""Whether what a meter's row says about its readings fits together."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.electricity.specs import MeterSpec

METER_NEEDS = MessageKind(
    "meter-needs",
    N_("{what} needs {column}"),
    N_(
        "reading = register may have register_digits; substitution = linear needs substitution_most, check-meter needs"
        " another meter as check_meter"
    ),
    N_("fill the cell, or clear {what}"),
)
METER_WITHOUT = MessageKind(
    "meter-without",
    N_("{column} is filled, but without {what} nothing uses it"),
    N_("only columns that are used"),
    N_("clear the cell, or declare {what}"),
)
REGISTER_RULE = MessageKind(
    "register-substitution",
    N_("substitution = {found} is declared for a register"),
    N_("linear or none: what a register advanced while readings are missing is known, and linear divides it"),
    N_("correct the column substitution"),
)


def is_declared_well(spec: MeterSpec, problems: Problems) -> bool:
    """Whether the columns for registers and substitution fit together; reported where they do not."""
    before = len(problems)
    uses = (
        ("register_digits", "reading = register", spec.reading == "register", False),
        ("substitution_most", "substitution = linear", spec.substitution == "linear", True),
        ("check_meter", "substitution = check-meter", spec.substitution == "check-meter", True),
    )
    for column, what, is_used, is_needed in uses:
        filled = getattr(spec, column) not in ("", None)
        if filled and not is_used:
            problems.error(METER_WITHOUT, spec.place.at(column), column=column, what=what)
        elif is_used and is_needed and (not filled or getattr(spec, column) == spec.meter):
            problems.error(METER_NEEDS, spec.place.at(column), column=column, what=what)
    if spec.reading == "register" and spec.substitution not in ("", "none", "linear"):
        problems.error(REGISTER_RULE, spec.place.at("substitution"), found=spec.substitution)
    return len(problems) == before
