"""What tests ask of any ledger: everything it shows, and that a refusal changes nothing of it."""

from __future__ import annotations

from fourfold.core.problems import InputError, Problem
from fourfold.core.words import words
from fourfold.electricity.ledger.audit import audit
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.operations import Order
from support.ledgers import NOW, plain

LEDGER_ID = "urn:uuid:6f5ce2a0-4a4e-4c58-9a83-3e2b1c7d9f10"


def everything(ledger: Ledger) -> list[object]:
    """All a ledger shows; equal for ledgers that are equal, whatever numbers they give to moves and uses."""
    uses = [use for meter in ledger.meters() for use in ledger.uses(meter.meter)]
    return [
        list(ledger.accounts()),
        list(ledger.devices()),
        list(ledger.meters()),
        list(ledger.markets()),
        list(ledger.certificates()),
        plain(list(ledger.lots())),
        [(use.meter, use.start_s, use.version, use.energy_wh, use.covered_wh, use.void_wh) for use in uses],
        [_claim(ledger, claim.claim) for claim in ledger.claims()],
        list(ledger.residuals()),
        list(ledger.journal()),
        list(ledger.days()),
        ledger.balance(),
    ]


def _claim(ledger: Ledger, number: int) -> object:
    """A claim with the version of the reading it covers first, in place of the ledger's number of it."""
    claim = ledger.claim(number)
    assert claim is not None
    (use,) = [use for use in ledger.uses(claim.meter, claim.start_s, claim.start_s + 1) if use.use == claim.use]
    shown = (claim.certificate, claim.first_wh, claim.stop_wh, claim.meter, claim.start_s, claim.covered_wh)
    terms = (claim.owner, claim.window, claim.market, claim.loss_ppm, claim.withdrawn)
    return (claim.claim, *shown, *terms, use.version)


def refused(ledger: Ledger, *orders: Order, time_s: int = NOW) -> Problem:
    """The first problem for which orders are refused; journal, lots and claims stay as they were."""
    before = _kept(ledger)
    try:
        ledger.record(list(orders), time_s)
    except InputError as fault:
        assert _kept(ledger) == before
        return fault.problems[0]
    raise AssertionError("the ledger kept what it must refuse")


def _kept(ledger: Ledger) -> list[object]:
    return [list(ledger.journal()), plain(list(ledger.lots())), list(ledger.claims())]


def sound(ledger: Ledger) -> None:
    """An audit finds nothing."""
    found = audit(ledger, LEDGER_ID, lambda _key, _signed, _signature: True)
    assert [(str(problem.place), problem.kind.code, problem.params) for problem in found.problems] == []


def told(problem: Problem) -> str:
    """All that a person is told; a field without its value would stand in braces."""
    return "".join(spell(problem) for spell in (words("en").problem, words("en").expected, words("en").repair))
