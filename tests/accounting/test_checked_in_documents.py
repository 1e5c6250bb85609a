"""What a result says of checks is read back as it was written; entries of another form are left."""

from __future__ import annotations

from typing import Any

import pytest

from fourfold.accounting.documents.suppliers import certified_of_document
from fourfold.accounting.documents.traces import checked_of_document

TRACE: dict[str, Any] = {
    "trace": "power.json",
    "state": "in_order",
    "file": "f",
    "digest": "d",
    "keeper": "k",
    "as_of": "2026-03-06T00:00:00Z",
    "reasons": ["one", 2],
}
SUPPLIER: dict[str, Any] = {
    "supplier": "cells",
    "state": "revoked",
    "number": "EX-1",
    "issuer": "i",
    "digest": "d",
    "bundle": "b",
    "as_of": None,
    "reasons": [],
}


def test_what_was_told_is_read() -> None:
    trace = checked_of_document({"traces": [TRACE]})["power.json"]
    assert (trace.state, trace.file, trace.digest, trace.keeper) == ("in_order", "f", "d", "k")
    assert (trace.as_of is not None, trace.reasons) == (True, ("one",))
    supplier = certified_of_document({"suppliers": [SUPPLIER]})["cells"]
    assert (supplier.state, supplier.number, supplier.bundle, supplier.as_of) == ("revoked", "EX-1", "b", None)


@pytest.mark.parametrize("state", ["fine", [], {}, None])
@pytest.mark.parametrize("other", [3, "x", {"trace": "a"}, TRACE | {"reasons": "x"}, TRACE | {"trace": 1}])
def test_entries_of_another_form_are_left(state: Any, other: Any) -> None:
    document = {"traces": [other, {**TRACE, "state": state}, {**TRACE, "digest": 5}]}
    assert checked_of_document(document) == {}
    assert checked_of_document({"traces": other}) == {}
    assert certified_of_document({"suppliers": [{**SUPPLIER, "state": state}]}) == {}
