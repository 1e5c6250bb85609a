"""Tables against each other: gaps, hours without a factor, more claimed than drawn, shares that make no whole."""

from __future__ import annotations

from fourfold.core.problems import Place, Problems
from fourfold.electricity.kernels import faults
from fourfold.electricity.kernels.engine import Engine
from fourfold.electricity.kernels.row_checks import MOST, spell_hour


def check_gaps(engine: Engine, problems: Problems) -> None:
    """Hours that a meter misses. Needs ``spans``."""
    engine.run("gaps")
    for meter, found, wanted in engine.first("gaps", "meter", "found", "wanted", most=MOST):
        hours = [row[0] for row in engine.rows("SELECT hour FROM readings WHERE meter = ? ORDER BY hour", [meter])]
        missing = next(at for at, hour in enumerate(hours, hours[0]) if at != hour)
        told = {"found": f"{found:,}", "wanted": f"{wanted:,}", "hour": spell_hour(missing)}
        problems.error(faults.READING_GAP, Place("readings", 0, "hour"), meter=meter, **told)


def check_factors(engine: Engine, unmatched: str, problems: Problems) -> None:
    """Hours without a factor. Needs ``spans``, the calendar and ``cells``.

    Args:
        engine: with its tables.
        unmatched: basis of the factor of what is not claimed.
        problems: told.
    """
    engine.run("factorless")
    for area, hour, located, left in engine.first("factorless", "area", "hour", "located", "unmatched", most=MOST):
        missing = dict.fromkeys(["location"] * (not located) + [unmatched] * (not left))
        told = {"bases": ", ".join(missing), "hour": spell_hour(hour)}
        problems.error(faults.FACTOR_MISSING, Place("factors", 0, "hour"), area=area, **told)


def check_claims(engine: Engine, problems: Problems) -> None:
    """Hours in which more is claimed of a meter than it drew."""
    engine.run("claims_above")
    for meter, hour, found, metered in engine.first("claims_above", "meter", "hour", "found", "metered", most=MOST):
        told = {"hour": spell_hour(hour), "found": f"{int(found):,}", "metered": f"{metered:,}"}
        problems.error(faults.CLAIMED_ABOVE, Place("claims", 0, "energy_wh"), meter=meter, **told)


def check_shares(engine: Engine, problems: Problems) -> None:
    """Shares that make no whole, meters without shares or with both kinds. Needs ``spans`` and the calendar."""
    engine.run("shares_uneven", "hourly_shares_uneven", "months_unshared", "hours_unshared", "shared_twice")
    for table, column, spell in (("shares", "month", spell_month), ("hourly_shares", "hour", spell_hour)):
        for meter, when, found in engine.first(f"{table}_uneven", "meter", column, "found", most=MOST):
            told = {"when": spell(when), "found": f"{found:,}"}
            problems.error(faults.SHARES_UNEVEN, Place(table, 0, "share_ppm"), meter=meter, **told)
        for meter, when in engine.first(f"{column}s_unshared", "meter", column, most=MOST):
            problems.error(faults.UNSHARED, Place(table, 0, column), meter=meter, when=spell(when))
    for (meter,) in engine.first("shared_twice", "meter", most=MOST):
        problems.error(faults.SHARED_TWICE, Place("hourly_shares", 0, "meter"), meter=meter)


def spell_month(month: int) -> str:
    """A month, ``YYYY-MM``."""
    return f"{month // 100:04}-{month % 100:02}"
