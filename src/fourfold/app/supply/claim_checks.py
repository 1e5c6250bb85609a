"""What is asked of the terms of a claim before anything is recorded: losses a ledger can write, factors that are whole.

A technology without a factor would count as if it emitted nothing, and would be preferred to those that are named. So
either every technology among the lots that count has its factor, or none has and all count alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.app.supply.claim_offers import LotOffer
from fourfold.app.supply.claim_plan import MILLION
from fourfold.app.supply.claim_terms import ClaimTerms
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.electricity.ledger.ledger import Ledger

LOSS_IS_ALL = MessageKind(
    "claim-loss-is-all",
    N_("of a loss of {found} nothing arrives: a ledger writes losses in millionths, rounded up"),
    N_("a share of at least 0 and at most 0.999999"),
    N_("give the share that is lost between plant and meter, such as 0.05"),
)
FACTOR_MISSING = MessageKind(
    "claim-factor-missing",
    N_("certificates of {found} count, and no factor is named for that technology"),
    N_("a factor for every technology among the certificates that count, or none at all"),
    N_("add --factor {found}=KG, or leave all of them out"),
)
FACTOR_OF_NO_PLANT = MessageKind(
    "claim-factor-of-no-plant",
    N_("a factor is named for {found}, and no plant of the ledger has that technology"),
    N_("one of {technologies}"),
    N_("spell it as the ledger does; fourfold supply show lists its plants"),
)
_FACTOR = Place("--factor")


def check_loss(terms: ClaimTerms) -> None:
    """Whether something arrives.

    Raises:
        InputError: all is lost, or all but less than a millionth.
    """
    if terms.loss_ppm >= MILLION:
        raise InputError([Problem(LOSS_IS_ALL, terms.loss_place, {"found": decimal_text(terms.loss_share)})])


def check_named(ledger: Ledger, terms: ClaimTerms) -> None:
    """Whether every technology with a factor is one of a plant.

    Raises:
        InputError: one is not.
    """
    known = sorted({one.technology for one in ledger.devices()}) if terms.factors else []
    problems = Problems()
    for name in terms.factors:
        if name not in known:
            problems.error(FACTOR_OF_NO_PLANT, _FACTOR, found=name, technologies=", ".join(known))
    problems.raise_if_errors()


def check_factors(offers: Sequence[LotOffer], terms: ClaimTerms) -> None:
    """Whether all technologies of lots that count have a factor, where some have and least is to be emitted.

    Raises:
        InputError: one has none.
    """
    problems = Problems()
    if terms.least and terms.factors:
        for name in sorted({one.device.technology for one in offers} - terms.factors.keys()):
            problems.error(FACTOR_MISSING, _FACTOR, found=name)
    problems.raise_if_errors()
