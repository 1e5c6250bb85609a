"""Traceability statements in a result document, and back: what was checked when it was made."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import CheckedTrace, TraceState
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_of, moment_text

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
                "as_of": None if found.as_of is None else moment_text(found.as_of),
                "reasons": list(found.reasons),
            }
        )
    return documents


def checked_of_document(document: Mapping[str, JSON]) -> dict[str, CheckedTrace]:
    """What a result document says of traceability statements, to calculate again by; entries of another form are left.

    Whether a statement held depends on the day. Recomputing takes what was found when the result was made, so that it
    compares figures; `fourfold verify` checks the statements themselves.
    """
    listed = document.get("traces")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    found = ((entry.get("trace"), _checked(entry)) for entry in entries)
    return {name: one for name, one in found if isinstance(name, str) and one is not None}


def _checked(entry: Mapping[str, JSON]) -> CheckedTrace | None:
    texts = [entry.get(name) for name in ("state", "file", "digest", "keeper")]
    reasons = entry.get("reasons")
    state, *rest = [text for text in texts if isinstance(text, str)] or [""]
    if len(rest) != len(texts) - 1 or state not in set(TraceState) or not isinstance(reasons, list):
        return None
    file, digest, keeper = rest
    told = tuple(reason for reason in reasons if isinstance(reason, str))
    return CheckedTrace(TraceState(state), file, digest, keeper, moment_of(entry.get("as_of")), told)
