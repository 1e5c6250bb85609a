"""A dossier that is not what the certificate says is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.verification.asked import Asked, Opened
from fourfold.certification.verification.verification import Outcome
from support.certified import SOON, START, Body, Certified, facts, failed, opened, sealed, verified


def test_a_dossier_that_differs_is_found(body: Body, certified: Certified) -> None:
    document = body.bundle(certified)
    assert verified(body, document, opened=opened()).outcome is Outcome.IN_ORDER
    other = Opened(sealed("bracket").dossier, facts("bracket"))
    assert failed(verified(body, document, opened=other)) == {"dossier": "dossier-other"}


@pytest.mark.parametrize(
    "change",
    [
        {"total_kg_co2e": facts().total_kg_co2e + 1},
        {"lines_kg_co2e": {}},
        {"product": {"en": "Gold"}},
        {"unit": {"en": "1 t"}},
        {"boundary_kind": "cradle-to-grave"},
        {"standard": {**facts().standard, "digest": "sha256:" + "0" * 64}},
        {"electricity": {}},
        {"factors": ()},
        {"suppliers": ("sha256:" + "0" * 64,)},
        {"vouched": ("study/tables/inputs.csv",)},
        {"engine": "0.0.1"},
        {"lock": "sha256:" + "0" * 64},
        {"start": START},
        {"end": SOON},
        {"identifiers": ("urn:example:other",)},
        {"codes": {"hs": "7208"}},
        {"producer": {"en": "Another works"}},
        {"producer_identifiers": ("urn:example:works",)},
        {"sites": (({"en": "Elsewhere"}, "CN-JS"),)},
        {"areas": ("CN-JS",)},
        {"unit_kind": "functional"},
        {"unit_amount": facts().unit_amount + 1},
        {"unit_unit": "t"},
        {"stages": ()},
        {"chain": ()},
        {"outcome": "undetermined"},
        {"method": "another"},
        {"study": "sha256:" + "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_certificate_that_says_something_else_than_its_dossier_is_found(
    body: Body, certified: Certified, change: dict[str, object]
) -> None:
    says: DossierFacts = replace(facts(), **change)  # type: ignore[arg-type]
    at_hand = Opened(sealed().dossier, says)
    assert failed(verified(body, body.bundle(certified), opened=at_hand)) == {"dossier": "dossier-differs"}


def test_a_dossier_that_cannot_be_read_is_refused(body: Body, certified: Certified) -> None:
    assert failed(verified(body, body.bundle(certified), opened=Opened(None, None))) == {
        "dossier": "dossier-unreadable"
    }


def test_asking_twice_gives_the_same_answer(body: Body, certified: Certified) -> None:
    document = body.bundle(certified)
    assert verified(body, document) == verified(body, document)
    assert Asked(SOON).trust is None
