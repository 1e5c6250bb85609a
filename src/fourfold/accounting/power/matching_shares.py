"""What share of a study's load is matched within an hour, a month and a year, whatever the method itself asks.

An instrument takes part where it meets every criterion of the method but closeness in time; see
`fourfold.electricity.supply.matched` for the rest.
"""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.power.accounts import ElectricityAccount
from fourfold.accounting.power.matched import MatchedShare
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact
from fourfold.electricity.energy import add
from fourfold.electricity.supply.criteria import Criterion
from fourfold.electricity.supply.instruments import Instrument
from fourfold.electricity.supply.matched import WINDOWS, matched_wh
from fourfold.electricity.supply.rule import Covered


@exact
def matched_shares(study: Study, electricity: ElectricityAccount) -> tuple[MatchedShare, ...]:
    """What is matched within each window, the shortest first.

    Args:
        study: the study.
        electricity: its electricity under a method.
    """
    zones = {site.id: site.time_zone for site in study.declarations.sites}
    instruments = _instruments(electricity)
    sites = [
        matched_wh(site, loads, instruments.get(site, []), zones[site]) for site, loads in _loads(electricity).items()
    ]
    load = sum((row.covered.load.total_kwh for row in electricity.rows), Decimal(0))
    matched = {window: sum((site[window] for site in sites), Decimal(0)) / 1000 for window in WINDOWS}
    return tuple(MatchedShare(window, kwh, kwh / load if load else None) for window, kwh in matched.items())


def _loads(electricity: ElectricityAccount) -> dict[str, dict[str, Covered]]:
    """By site, every row with what on-site generation leaves of it."""
    loads: dict[str, dict[str, Covered]] = {}
    for row in electricity.rows:
        covered = row.covered
        left = add([covered.grid, *covered.others.values()])
        of_site = loads.setdefault(row.load.site, {})
        of_site[row.load.row.electricity] = Covered(covered.load, left, covered.on_site)
    return loads


def _instruments(electricity: ElectricityAccount) -> dict[str, list[Instrument]]:
    """By site, those that fail nothing but closeness in time."""
    found: dict[str, list[Instrument]] = {}
    for use in electricity.instruments:
        if set(use.failed) <= {Criterion.MATCH}:
            found.setdefault(use.held.row.site, []).append(use.held.instrument)
    return found
