"""Traceability statements in a result document, and back: what was checked when it was made."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.accounting.documents.checked import read_checked, told_members, told_of
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import CheckedTrace, TraceState
from fourfold.core.canonical import JSON

_UNCHECKED = CheckedTrace(TraceState.UNKNOWN, "", reasons=("not-checked",))


def traces_document(study: Study) -> list[JSON]:
    """Every file that ``supply.traces`` names, with what its check came to, in that order."""
    documents: list[JSON] = []
    for name in study.declarations.supply.traces:
        found = study.proven.checked.get(name, _UNCHECKED)
        record = study.files.get(name)
        documents.append(
            {
                "trace": name,
                "file": found.file or (record.digest if record is not None else ""),
                "state": str(found.state),
                "digest": found.digest,
                "keeper": found.keeper,
                **told_members(found.as_of, found.reasons),
            }
        )
    return documents


def checked_of_document(document: Mapping[str, JSON]) -> dict[str, CheckedTrace]:
    """What a result document says of traceability statements, to calculate again by; others are left."""
    return read_checked(document, "traces", "trace", _checked)


def _checked(entry: Mapping[str, JSON]) -> CheckedTrace | None:
    told = told_of(entry, TraceState, "file", "digest", "keeper")
    if told is None:
        return None
    state, file, digest, keeper = told.texts
    return CheckedTrace(TraceState(state), file, digest, keeper, told.as_of, told.reasons)
