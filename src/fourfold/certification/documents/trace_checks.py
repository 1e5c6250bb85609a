"""What the parts of a traceability statement have to say together: at making, at reading, and in a verification.

Four questions, each asked by itself: do names lead somewhere (`check_names`); is every claim possible, and no Wh in two
(`check_claims`); do the batch's energies and what counts for it follow from what was measured and covered
(`check_batch`); are totals and rule those of the parts (`check_sums`). The later ones need names that lead somewhere.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from fourfold.certification.documents.ledger_parts import day_text, moment_at
from fourfold.certification.documents.trace import TraceContent, TracedClaim, TracedInterval
from fourfold.certification.documents.trace_faults import (
    TRACE_ARRIVES,
    TRACE_COUNTED,
    TRACE_DIGEST,
    TRACE_LATER,
    TRACE_MEASURED,
    TRACE_NAME_TWICE,
    TRACE_NAME_UNKNOWN,
    TRACE_NAME_UNUSED,
    TRACE_OFF_GRID,
    TRACE_OUTSIDE,
    TRACE_PERIOD,
    TRACE_RANGE,
    TRACE_SUM,
    TRACE_TWICE,
    TRACE_WHOLE,
    TRACE_WINDOW,
)
from fourfold.certification.documents.trace_sums import counted_wh, rule_of, totals_of
from fourfold.core.json_shape import below
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, Place, Problems, Term
from fourfold.electricity.ledger.entry_json import certificate_digest
from fourfold.electricity.ledger.model import Certificate
from fourfold.electricity.supply.criteria import MatchWindow

HOUR_S, DAY_S = 3_600, 86_400
MOST_SPAN_S = {MatchWindow.HOUR: HOUR_S, MatchWindow.MONTH: 31 * DAY_S + HOUR_S, MatchWindow.YEAR: 366 * DAY_S + HOUR_S}
"""How long a window can be; the hour beside the days is that of a change of clocks."""


def check_content(content: TraceContent, place: Place, problems: Problems) -> None:
    """Report everything that does not fit together; place is that of the document."""
    found, at = Problems(), below(place, "credentialSubject")
    check_names(content, at, found)
    if not found.errors:
        check_claims(content, at, found)
        check_batch(content, at, found)
        check_sums(content, at, found)
    problems.absorb(found)


def check_names(content: TraceContent, place: Place, problems: Problems) -> None:
    """That names are given once, lead somewhere, and nothing stands there that none leads to."""
    meters, used = [one.meter for one in content.meters], [(one.meter, one.start_s) for one in content.intervals]
    plants = [one.plant for one in content.plants]
    certificates = [one.certificate.certificate for one in content.certificates]
    devices = [one.certificate.device for one in content.certificates]
    claimed = [one.certificate for one in content.claims]
    entries = [one.claim for one in content.claims]
    names: tuple[tuple[str, list[Hashable]], ...] = (
        ("meters", [*meters]),
        ("intervals", [*used]),
        ("plants", [*plants]),
        ("certificates", [*certificates]),
        ("claims", [*entries]),
    )
    for member, given in names:
        for found in _repeated(given):
            problems.error(TRACE_NAME_TWICE, below(place, member), path=member, found=_named(found))
    covered = [(one.meter, one.start_s) for one in content.claims]
    leads: tuple[tuple[str, list[Hashable], set[Hashable]], ...] = (
        ("intervals", [one.meter for one in content.intervals], {*meters}),
        ("certificates", [*devices], {*plants}),
        ("claims", [*claimed], {*certificates}),
        ("claims", [*covered], {*used}),
    )
    for member, wanted, there in leads:
        for missing in dict.fromkeys(one for one in wanted if one not in there):
            problems.error(TRACE_NAME_UNKNOWN, below(place, member), path=member, found=_named(missing))
    for member, there_, wanted_ in (("plants", plants, devices), ("certificates", certificates, claimed)):
        for extra in sorted(set(there_) - set(wanted_)):
            problems.error(TRACE_NAME_UNUSED, below(place, member), path=member, found=extra)


def check_claims(content: TraceContent, place: Place, problems: Problems) -> None:
    """That every claim is possible by itself, and no Wh of a certificate stands in two."""
    certificates = {one.certificate.certificate: one.certificate for one in content.certificates}
    steps = {one.meter: one.step_s for one in content.meters}
    for number, one in enumerate(content.certificates):
        if (digest := certificate_digest(one.certificate)) != one.digest:
            at = below(place, f"certificates[{number}].digest")
            problems.error(TRACE_DIGEST, at, certificate=one.certificate.certificate, found=one.digest, wanted=digest)
    for number, claim in enumerate(content.claims):
        at = below(place, f"claims[{number}]")
        _check_claim(claim, certificates[claim.certificate], steps[claim.meter], content.day, at, problems)
    ordered = sorted(content.claims, key=lambda one: (one.certificate, one.first_wh))
    furthest: TracedClaim | None = None
    for claim in ordered:
        if furthest is None or furthest.certificate != claim.certificate:
            furthest = claim
            continue
        if claim.first_wh < furthest.stop_wh:
            both = f"{claim.first_wh}-{min(claim.stop_wh, furthest.stop_wh)}"
            params = {"certificate": claim.certificate, "claim": furthest.claim, "other": claim.claim}
            problems.error(TRACE_TWICE, below(place, "claims"), found=both, **params)
        furthest = max(furthest, claim, key=lambda one: one.stop_wh)


def _check_claim(
    claim: TracedClaim, certificate: Certificate, step_s: int, day: int, place: Place, problems: Problems
) -> None:
    if not claim.first_wh < claim.stop_wh <= certificate.energy_wh:
        found = f"{claim.first_wh}-{claim.stop_wh}"
        params = {"certificate": claim.certificate, "energy_wh": certificate.energy_wh}
        problems.error(TRACE_RANGE, below(place, "stopWh"), claim=claim.claim, found=found, **params)
    elif not 0 < claim.covered_wh <= claim.arrives_wh:
        sums = {"claimed_wh": claim.claimed_wh, "arrives_wh": claim.arrives_wh}
        problems.error(TRACE_ARRIVES, below(place, "coveredWh"), claim=claim.claim, found=claim.covered_wh, **sums)
    span = max(certificate.end_s, claim.start_s + step_s) - min(certificate.start_s, claim.start_s)
    if span > (most := MOST_SPAN_S[claim.window]):
        at = below(place, "window")
        problems.error(TRACE_WINDOW, at, claim=claim.claim, found=span, window=claim.window, most=most)
    if certificate.end_s > (day + 1) * DAY_S:
        ended = moment_text(moment_at(certificate.end_s))
        at, what = below(place, "certificate"), Term(N_("the interval of a claimed certificate"))
        problems.error(TRACE_LATER, at, what=what, found=ended, day=day_text(day))


def check_batch(content: TraceContent, place: Place, problems: Problems) -> None:
    """That what was measured bounds what was used and covered, and what counts follows from both."""
    if content.end_s <= content.start_s:
        moments = {"found": _moment(content.end_s), "start": _moment(content.start_s)}
        problems.error(TRACE_PERIOD, below(place, "period.until"), **moments)
    covered: dict[tuple[str, int], int] = {}
    for claim in content.claims:
        key = (claim.meter, claim.start_s)
        covered[key] = covered.get(key, 0) + claim.covered_wh
    intervals = {(one.meter, one.start_s): one for one in content.intervals}
    for number, interval in enumerate(content.intervals):
        at = below(place, f"intervals[{number}]")
        _check_interval(interval, covered.get((interval.meter, interval.start_s), 0), content, at, problems)
    for number, claim in enumerate(content.claims):
        wanted = counted_wh(claim.covered_wh, intervals[claim.meter, claim.start_s])
        if claim.counted_wh != wanted:
            at = below(place, f"claims[{number}].countedWh")
            problems.error(TRACE_COUNTED, at, claim=claim.claim, found=claim.counted_wh, wanted=wanted)
    _check_grid(content, place, problems)


def _check_interval(
    interval: TracedInterval, covered_wh: int, content: TraceContent, place: Place, problems: Problems
) -> None:
    meter, time = interval.meter, _moment(interval.start_s)
    if not content.start_s <= interval.start_s < content.end_s:
        period = {"start": _moment(content.start_s), "end": _moment(content.end_s)}
        problems.error(TRACE_OUTSIDE, below(place, "start"), meter=meter, found=time, **period)
    sums = (
        (N_("the batch used"), interval.energy_wh, "energyWh"),
        (N_("claims cover"), covered_wh, "measuredWh"),
    )
    for what, found, member in sums:
        if found > interval.measured_wh:
            params = {"what": Term(what), "found": found, "measured_wh": interval.measured_wh}
            problems.error(TRACE_MEASURED, below(place, member), meter=meter, time=time, **params)
    if content.batch is None and interval.energy_wh != interval.measured_wh:
        params = {"found": interval.energy_wh, "measured_wh": interval.measured_wh}
        problems.error(TRACE_WHOLE, below(place, "energyWh"), meter=meter, time=time, **params)


def _check_grid(content: TraceContent, place: Place, problems: Problems) -> None:
    """That the intervals of a meter do not overlap, and were over by the end of the day."""
    steps = {one.meter: one.step_s for one in content.meters}
    ends: dict[str, TracedInterval] = {}
    for interval in sorted(content.intervals, key=lambda one: (one.meter, one.start_s)):
        step, before = steps[interval.meter], ends.get(interval.meter)
        if before is not None and (interval.start_s - before.start_s) % step:
            moments = {"found": _moment(before.start_s), "other": _moment(interval.start_s)}
            problems.error(TRACE_OFF_GRID, below(place, "intervals"), meter=interval.meter, step=step, **moments)
        ends[interval.meter] = interval
    for interval in ends.values():
        ended = interval.start_s + steps[interval.meter]
        if ended > (content.day + 1) * DAY_S:
            what = Term(N_("the last interval of a meter"))
            moments = {"found": _moment(ended), "day": day_text(content.day)}
            problems.error(TRACE_LATER, below(place, "intervals"), what=what, **moments)


def check_sums(content: TraceContent, place: Place, problems: Problems) -> None:
    """That totals and rule are those of intervals and claims."""
    totals = totals_of(content.intervals, content.plants, content.certificates, content.claims)
    rule, given, stated = rule_of(content.claims), content.totals, content.rule
    pairs: tuple[tuple[str, object, object], ...] = (
        ("totals.energyWh", given.energy_wh, totals.energy_wh),
        ("totals.claimedWh", given.claimed_wh, totals.claimed_wh),
        ("totals.coveredWh", given.covered_wh, totals.covered_wh),
        ("totals.countedWh", given.counted_wh, totals.counted_wh),
        ("totals.unmatchedWh", given.unmatched_wh, totals.unmatched_wh),
        ("totals.byPlant", given.by_plant, totals.by_plant),
        ("totals.byTechnology", given.by_technology, totals.by_technology),
        ("totals.byArea", given.by_area, totals.by_area),
        ("totals.byMonth", given.by_month, totals.by_month),
        ("rule.windows", stated.windows, rule.windows),
        ("rule.markets", stated.markets, rule.markets),
        ("rule.lossesPpm", stated.losses_ppm, rule.losses_ppm),
    )
    for path, found, wanted in pairs:
        if found != wanted:
            shown = {"found": _shown(found), "wanted": _shown(wanted)}
            problems.error(TRACE_SUM, below(place, path), path=path, **shown)


def _repeated(names: Iterable[Hashable]) -> Iterator[Hashable]:
    seen: set[Hashable] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)


def _named(name: Hashable) -> str:
    if isinstance(name, tuple):
        meter, start_s = name
        return f"{meter} {_moment(start_s)}"
    return str(name)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {energy}" for name, energy in value.items()) or "–"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    return str(value)


def _moment(time_s: int) -> str:
    return moment_text(moment_at(time_s))
