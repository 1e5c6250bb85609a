"""What a study leaves out and assumes, held against the method's limits and carried into the result."""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.method import Method
from fourfold.accounting.notes import Notes
from fourfold.accounting.study.declarations import CutOff
from fourfold.accounting.study.model import Study
from fourfold.core.problems import N_, MessageKind, Named, Place

CUT_OFF = MessageKind("cut-off", N_("left out: {what}. Reason: {reason}"))
STATED = MessageKind("stated", N_("stated by the study: {text}"))
CUT_OFF_TOO_LARGE = MessageKind(
    "cut-off-too-large",
    N_("the cut-off {cut_off} is estimated at {found} of the total"),
    N_("at most {limit} for each cut-off under method {method}"),
    N_("include it, or use a method that allows it"),
)
CUT_OFFS_TOO_LARGE = MessageKind(
    "cut-offs-too-large",
    N_("all cut-offs together are estimated at {found} of the total"),
    N_("at most {limit} together under method {method}"),
    N_("include the largest of them, or use a method that allows it"),
)
CUT_OFF_UNESTIMATED = MessageKind(
    "cut-off-unestimated",
    N_("the share of cut-off {cut_off} is not estimated, so the limit of method {method} cannot be tested"),
    N_("estimated_share between 0 and 1"),
    N_("estimate the share, from similar products if need be"),
)


def check_cut_offs(study: Study, method: Method, notes: Notes) -> None:
    """List the study's cut-offs and stated assumptions, and test the cut-offs against the method's limits."""
    declared = study.declarations
    for index, cut_off in enumerate(declared.cut_offs):
        place = study.declared_at("cut_offs", index)
        notes.assume(CUT_OFF, place, what=Named.of(cut_off.what), reason=Named.of(cut_off.reason))
        _check_each(cut_off, place, method, notes)
    for index, stated in enumerate(declared.assumptions):
        notes.assume(STATED, study.declared_at("assumptions", index), text=Named.of(stated.text))
    together = sum((c.estimated_share or Decimal(0) for c in declared.cut_offs), Decimal(0))
    limit = method.cut_off.together
    if limit is not None and together > limit:
        notes.problems.error(
            CUT_OFFS_TOO_LARGE, study.declared_at("cut_offs"), found=together, limit=limit, method=method.id
        )


def _check_each(cut_off: CutOff, place: Place, method: Method, notes: Notes) -> None:
    limit, share = method.cut_off.each, cut_off.estimated_share
    if share is None and (limit is not None or method.cut_off.together is not None):
        notes.problems.warn(CUT_OFF_UNESTIMATED, place, cut_off=cut_off.id, method=method.id)
    elif share is not None and limit is not None and share > limit:
        notes.problems.error(CUT_OFF_TOO_LARGE, place, cut_off=cut_off.id, found=share, limit=limit, method=method.id)
