"""What a reader of a report must know beside the verdicts: how far the pack can be relied on, and the calculation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fourfold.accounting.assess import Result
from fourfold.core.problems import N_, Assumption, MessageKind, Named, Problem, Term
from fourfold.standards.conformity.report import Judgement
from fourfold.standards.pack.model import ReadExtent, ReviewStatus, RulePack
from fourfold.standards.pack.resolved import Resolved

PACK_NOT_VERIFIED = MessageKind(
    "pack-not-verified",
    N_("{pack} is a {status} and not verified: {extent}. Its verdicts are no proof that the document is met."),
)
PACK_NEVER_IN_FORCE = MessageKind(
    "pack-never-in-force",
    N_("{pack} states a document that is not in force: {document}."),
)
PACK_GAPS = MessageKind("pack-gaps", N_("What is known to be missing from {pack}: {unknown}"))
PACK_TRANSITION = MessageKind("pack-transition", N_("{pack}: {transition}"))
PRODUCT_OUTSIDE = MessageKind(
    "product-outside",
    N_(
        "{pack} applies to products with the codes {codes}; the product of the study has {found}. "
        "Nothing of it applies."
    ),
)
PRODUCT_CODE_MISSING = MessageKind(
    "product-code-missing",
    N_(
        "{pack} applies to products with the codes {codes}; the study gives no such code (study.yaml product.codes). "
        "It was checked as if it applied."
    ),
)
PRODUCT_CODE_BROAD = MessageKind(
    "product-code-broad",
    N_(
        "{pack} applies to products with the codes {codes}; the product of the study has {found}, which is wider, so "
        "that it cannot be told whether it is one of them (study.yaml product.codes). It was checked as if it applied."
    ),
)
PACK_NOT_ASKED = MessageKind(
    "pack-not-asked",
    N_("{pack} is written for products with the codes {codes}, as the product of the study has; it was not asked for."),
)
METHOD_MISSING = MessageKind(
    "method-missing",
    N_("{pack} makes no choices of calculation: requirements on the result cannot be told."),
)
METHOD_COMPLETED = MessageKind(
    "method-completed",
    N_("{pack} does not say everything a calculation needs; from Fourfold's default method come: {choices}."),
)
NOT_CALCULATED = MessageKind(
    "not-calculated",
    N_("The study could not be calculated by the method of {pack}; errors: {count}."),
)
SOURCES_ILLUSTRATIVE = MessageKind(
    "sources-illustrative",
    N_("The result rests on sources that are illustrative, not data: {sources}."),
)
ANSWERS_STALE = MessageKind(
    "answers-stale",
    N_("Answers about another state of the study, which do not count: {count}."),
)

_STATUS = {
    ReviewStatus.DRAFT: Term(N_("draft")),
    ReviewStatus.REVIEWED: Term(N_("reviewed pack")),
    ReviewStatus.VERIFIED: Term(N_("verified pack")),
}
_EXTENT = {
    ReadExtent.FULL: Term(N_("its author read the whole document")),
    ReadExtent.PARTIAL: Term(N_("its author read parts of the document")),
    ReadExtent.SECONDARY: Term(N_("its author read only what others say of the document")),
    ReadExtent.NONE: Term(N_("its author did not read the document")),
}


def notes_of(
    resolved: Resolved,
    product: Assumption | None,
    result: Result | None,
    problems: Sequence[Problem],
    judgements: Sequence[Judgement],
) -> Iterator[Assumption]:
    """The notes of a report.

    Args:
        resolved: the pack.
        product: what is to be said of the codes of the product, if anything.
        result: the study by the pack's method, if there is one.
        problems: why there is none.
        judgements: of the requirements.
    """
    for pack in reversed(resolved.chain):
        yield from _of_pack(pack)
    if product is not None:
        yield product
    yield from _of_calculation(resolved, result, problems)
    stale = sum(judgement.stale for judgement in judgements)
    if stale:
        yield Assumption(ANSWERS_STALE, {"count": str(stale)})


def product_note(resolved: Resolved, codes: Mapping[str, str]) -> Assumption | None:
    """What is to be said where a pack applies to some products only; of a product outside nothing is required."""
    missing = None
    for pack in resolved.chain:
        wanted = pack.identity.codes
        given = {scheme: _bare(code) for scheme, code in codes.items() if scheme in wanted}
        params = {"pack": pack.id, "codes": _spelled(wanted)}
        if wanted and not given:
            missing = missing or Assumption(PRODUCT_CODE_MISSING, params)
        elif wanted and not any(code.startswith(_bare(p)) for s, code in given.items() for p in wanted[s]):
            found = ", ".join(f"{scheme} {codes[scheme]}" for scheme in given)
            if not any(_bare(p).startswith(code) for s, code in given.items() for p in wanted[s]):
                return Assumption(PRODUCT_OUTSIDE, {**params, "found": found})
            missing = missing or Assumption(PRODUCT_CODE_BROAD, {**params, "found": found})
    return missing


def packs_not_asked(
    asked: Sequence[Resolved], for_products: Mapping[str, Mapping[str, tuple[str, ...]]], codes: Mapping[str, str]
) -> tuple[Assumption, ...]:
    """Packs that are written for the product and were not asked for.

    Args:
        asked: the packs asked for.
        for_products: packs that hold for some products only, with their product codes.
        codes: of the product, by scheme.
    """
    known = {pack.id for resolved in asked for pack in resolved.chain}
    found = []
    for pack_id, wanted in for_products.items():
        fits = any(_bare(codes.get(scheme, "")).startswith(_bare(p)) for scheme, some in wanted.items() for p in some)
        if fits and pack_id not in known:
            found.append(Assumption(PACK_NOT_ASKED, {"pack": pack_id, "codes": _spelled(wanted)}))
    return tuple(found)


def _of_pack(pack: RulePack) -> Iterator[Assumption]:
    identity, reading = pack.identity, pack.identity.reading
    if identity.status is not ReviewStatus.VERIFIED:
        said = {"status": _STATUS[identity.status], "extent": _EXTENT[reading.extent]}
        yield Assumption(PACK_NOT_VERIFIED, {"pack": pack.id, **said})
    document = identity.document
    if document.effective.start is None:
        yield Assumption(PACK_NEVER_IN_FORCE, {"pack": pack.id, "document": document.number})
    if any(document.transition.values()):
        yield Assumption(PACK_TRANSITION, {"pack": pack.id, "transition": Named.of(document.transition)})
    if any(identity.unknown.values()):
        yield Assumption(PACK_GAPS, {"pack": pack.id, "unknown": Named.of(identity.unknown)})


def _of_calculation(resolved: Resolved, result: Result | None, problems: Sequence[Problem]) -> Iterator[Assumption]:
    pack = resolved.pack.id
    if resolved.method is None:
        yield Assumption(METHOD_MISSING, {"pack": pack})
    elif resolved.defaulted:
        yield Assumption(METHOD_COMPLETED, {"pack": pack, "choices": ", ".join(resolved.defaulted)})
    if result is None:
        if resolved.method is not None:
            yield Assumption(NOT_CALCULATED, {"pack": pack, "count": str(sum(p.severity == "error" for p in problems))})
        return
    illustrative = [source.id for source, _ in result.sources if source.status == "illustrative"]
    if illustrative:
        yield Assumption(SOURCES_ILLUSTRATIVE, {"sources": ", ".join(illustrative)})


def _bare(code: str) -> str:
    return code.replace(".", "").replace(" ", "")


def _spelled(codes: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{scheme} {', '.join(prefixes)}" for scheme, prefixes in codes.items())
