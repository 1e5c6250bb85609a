"""The study in a result document: what was declared, and every file by digest."""

from __future__ import annotations

from fourfold.accounting.documents.parts import maybe_text, measure_document, texts_document
from fourfold.accounting.documents.statements import statements_document
from fourfold.accounting.study.declarations import Stage
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import JSON, digest_of


def study_digest(study: Study) -> str:
    """SHA-256 of the list of the study's files, each by its own digest: what names this state of the study."""
    return digest_of(_files(study))


def study_document(study: Study) -> dict[str, JSON]:
    """What the study declares, and every file it consists of."""
    declared = study.declarations
    product = declared.product
    return {
        "digest": study_digest(study),
        "format": declared.fourfold,
        "title": texts_document(declared.title),
        "product": {
            "names": texts_document(product.names),
            "identifiers": list(product.identifiers),
            "codes": dict(product.codes.items()),
            "mass_per_unit": measure_document(product.mass_per_unit),
            "description": product.description,
        },
        "company": {"names": texts_document(declared.company.names), "identifiers": list(declared.company.identifiers)},
        "sites": [
            {"id": s.id, "names": texts_document(s.names), "area": s.area, "time_zone": s.time_zone}
            for s in declared.sites
        ],
        "period": {
            "start": declared.period.start.isoformat(),
            "end": declared.period.end.isoformat(),
            "time_zone": declared.period.time_zone,
        },
        "boundary": {
            "kind": declared.boundary.kind,
            "description": texts_document(declared.boundary.description) if declared.boundary.description else None,
        },
        "stages": [_stage_document(stage) for stage in declared.stages],
        "cut_offs": [
            {
                "id": c.id,
                "what": texts_document(c.what),
                "reason": texts_document(c.reason),
                "estimated_share": maybe_text(c.estimated_share),
            }
            for c in declared.cut_offs
        ],
        "allocation": {"order": list(declared.allocation.order), "reason": declared.allocation.reason},
        "files": _files(study),
        **statements_document(declared),
    }


def _stage_document(stage: Stage) -> dict[str, JSON]:
    document: dict[str, JSON] = {"id": stage.id, "names": texts_document(stage.names)}
    return document | {"role": stage.role} if stage.role else document


def _files(study: Study) -> list[JSON]:
    return [
        {"path": f.path, "digest": f.digest, "size_bytes": f.size_bytes, "role": f.role}
        for f in sorted(study.files.values(), key=lambda f: f.path)
    ]
