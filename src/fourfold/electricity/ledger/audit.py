"""What an auditor with the journal and all leaves can say of a ledger: everything is made again and compared.

1. every entry keeps the promises of the ledger, in its order, with its digest and signature (`replay`);
2. every closed day has the entries, journal root, lots, sums and root which these make; its lots tile every
   certificate; no entry came to it after it was closed;
3. what the ledger shows now (lots, readings, claims, registers) is what the journal makes.

All of it is told at once. What nobody can see from a ledger: whether the energy was made and measured, whether a plant
or meter stands in another ledger too, whether an account without a key gave its orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fourfold.core.problems import N_, MessageKind, Place, Problem, Term, params_of
from fourfold.electricity.ledger.audit_reading import entries_of, found_by
from fourfold.electricity.ledger.entry_json import DAY_S, SignatureCheck, certificate_digest
from fourfold.electricity.ledger.ledger import Day, Ledger
from fourfold.electricity.ledger.model import ClaimRecord, Lot, LotId, LotState, Part, Sums
from fourfold.electricity.ledger.replay import Replay
from fourfold.electricity.ledger.replay_state import ACCOUNT, CERTIFICATE, CLAIM, DEVICE, METER, Replayed
from fourfold.electricity.ledger.sum_tree import by_state, leaf_of, sum_root

DAYS = "days"
"""`Place.file` of what is found in a closed day; its row is the day, counted from 1970-01-01."""
NOW = "ledger"
"""`Place.file` of what is found in what the ledger shows now."""
DAY_DIFFERS = MessageKind(
    "ledger-day-differs",
    N_("the ledger day {day} shows {found} as its {what}"),
    N_("{wanted}, which journal and lots make"),
    N_("the ledger was changed after the day, or closed wrongly: restore a copy that agrees with the published days"),
)
LOT_DIFFERS = MessageKind(
    "ledger-lot-differs",
    N_("on {day} the ledger holds {found}"),
    N_("{wanted}, which the journal makes"),
    N_("the lots were changed beside the journal: restore a copy that agrees with the published days"),
)
NOT_TILED = MessageKind(
    "ledger-not-tiled",
    N_("on {day} the lots of the certificate {certificate} do not meet at Wh {found}"),
    N_("a lot that begins at Wh {wanted}: every Wh in exactly one lot"),
    N_("Wh are missing or stand twice: restore a copy that agrees with the published days"),
)
SHOWN_DIFFERS = MessageKind(
    "ledger-shown-differs",
    N_("the ledger shows of {what} {name}: {found}"),
    N_("{wanted}, which the journal makes"),
    N_("the ledger was changed beside its journal: restore a copy that agrees with the published days"),
)
_IN_ANOTHER_ORDER = Term(N_("lots in another order, or one twice"))
_TODAY = Term(N_("the end of the journal"))
_NOTHING = Term(N_("nothing"))
_MARKETS, _RESIDUALS, _READING = Term(N_("markets")), Term(N_("closed residuals")), Term(N_("readings"))
_ENTRIES, _JOURNAL = Term(N_("number of entries")), Term(N_("root of the journal"))
_LEAVES, _SUMS, _ROOT = Term(N_("number of lots")), Term(N_("sums")), Term(N_("root of the lots"))
_CLOSED = Term(N_("time of closing"))


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit saw.

    Attributes:
        entries: how many were gone through.
        days: closed days compared.
        lots: at the end of the journal.
        sums: Wh by state at the end of the journal, as the journal makes them.
        problems: everything that is wrong; the place names an entry (``journal``), a day (``days``), or what the ledger
            shows now (``ledger``).
    """

    entries: int
    days: int
    lots: int
    sums: Sums
    problems: tuple[Problem, ...]


def audit(ledger: Ledger, ledger_id: str, signature_holds: SignatureCheck) -> Audit:
    """Make everything again that a ledger shows, and tell all that differs or was not allowed.

    Args:
        ledger: nobody writes to it meanwhile.
        ledger_id: for which its orders are signed.
        signature_holds: checks signatures.
    """
    replay = Replay(ledger_id, signature_holds)
    waiting = list(ledger.days())
    problems = _not_rising(waiting)
    days, digests = len(waiting), _Digests()
    for entry in entries_of(ledger, problems):
        while waiting and waiting[0].day < entry.day:
            problems += found_by(_of_day, ledger, replay, waiting.pop(0), digests)
        replay.keep(entry)
    for day in waiting:
        problems += found_by(_of_day, ledger, replay, day, digests)
    state = replay.state
    problems = [*state.problems, *problems, *_of_now(ledger, state)]
    lots = list(state.lots())
    return Audit(replay.journal.entries, days, len(lots), _sums(lots), tuple(problems))


def _not_rising(days: Sequence[Day]) -> list[Problem]:
    """Days that stand before an earlier one, or were closed before they were over."""
    problems, last = [], -1
    for day in days:
        if day.day <= last:
            problems.append(_day_differs(day, Term(N_("place")), day_text(day.day), f"> {day_text(last)}"))
        if day.closed_s < (day.day + 1) * DAY_S:
            problems.append(_day_differs(day, _CLOSED, f"{day.closed_s} s", f"≥ {(day.day + 1) * DAY_S} s"))
        last = max(last, day.day)
    return problems


class _Digests:
    """Digests of certificates, each made once."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}

    def of(self, name: str, state: Replayed) -> str:
        """Of a certificate; empty where the journal makes none of this name."""
        if name not in self._made and name in state.lines:
            self._made[name] = certificate_digest(state.lines[name].certificate)
        return self._made.get(name, "")


def _of_day(ledger: Ledger, replay: Replay, day: Day, digests: _Digests) -> list[Problem]:
    """What is wrong with a closed day, whose last entry was just taken in."""
    shown, place = list(ledger.lots_at(day.day)), Place(DAYS, day.day)
    problems = _lots_differ(shown, list(replay.state.lots()), place, day_text(day.day))
    problems += _not_tiled(shown, replay.state, place, day_text(day.day))
    state = replay.state
    root, leaves = sum_root(
        leaf_of(lot, digests.of(lot.certificate, state), ledger.salt(day.day, lot)) for lot in shown
    )
    journal = replay.journal
    for what, found, wanted in (
        (_ENTRIES, day.entries, journal.entries),
        (_JOURNAL, day.journal_root, journal.root),
        (_LEAVES, day.leaves, leaves),
        (_SUMS, _spelled(day.sums), _spelled(_sums(replay.state.lots()))),
        (_ROOT, day.root, root.digest.hex()),
    ):
        if found != wanted:
            problems.append(_day_differs(day, what, found, wanted))
    return problems


def _of_now(ledger: Ledger, state: Replayed) -> list[Problem]:
    """What is wrong with what the ledger shows now."""
    registers: tuple[tuple[Term, Callable[[], Iterable[object]], Iterable[object]], ...] = (
        (ACCOUNT, ledger.accounts, state.accounts.values()),
        (DEVICE, ledger.devices, state.devices.values()),
        (METER, ledger.meters, state.meters.values()),
        (CERTIFICATE, ledger.certificates, [line.certificate for line in state.lines.values()]),
        (CLAIM, lambda: _claims_shown(ledger), [each.record for each in state.claims.values()]),
        (_MARKETS, ledger.markets, state.markets),
        (_RESIDUALS, ledger.residuals, [(area, *each) for area, all_ in state.residuals.items() for each in all_]),
        (_READING, lambda: _readings_shown(ledger), _readings_made(state)),
    )
    problems = found_by(_lots_of_now, ledger, state)
    for what, show, wanted in registers:
        problems += found_by(_shown_differs, what, show, wanted, Place(NOW))
    return problems


def _lots_of_now(ledger: Ledger, state: Replayed) -> list[Problem]:
    shown, place = list(ledger.lots()), Place(NOW)
    return _lots_differ(shown, list(state.lots()), place, _TODAY) + _not_tiled(shown, state, place, _TODAY)


def _claims_shown(ledger: Ledger) -> list[ClaimRecord]:
    return [replace(each, use=0) for each in ledger.claims()]


def _readings_shown(ledger: Ledger) -> list[object]:
    uses = [use for meter in ledger.meters() for use in ledger.uses(meter.meter)]
    return [(each.meter, each.start_s, each.version, each.energy_wh, each.covered_wh, each.void_wh) for each in uses]


def _readings_made(state: Replayed) -> list[object]:
    return [
        (meter, start_s, each.version, each.energy, each.covered, each.void)
        for (meter, start_s), readings in state.readings.items()
        for each in readings.told
    ]


def _shown_differs(
    what: Term, show: Callable[[], Iterable[object]], wanted: Iterable[object], place: Place
) -> list[Problem]:
    """Things that are shown and not made, or made and not shown."""
    shown, made = list(show()), list(wanted)
    more, fewer = set(shown) - set(made), set(made) - set(shown)
    problems = []
    for each in [each for each in shown if each in more]:
        params = {"what": what, "name": _name(each), "found": each, "wanted": _NOTHING}
        problems.append(Problem(SHOWN_DIFFERS, place, params_of(params)))
    for each in [each for each in made if each in fewer]:
        params = {"what": what, "name": _name(each), "found": _NOTHING, "wanted": each}
        problems.append(Problem(SHOWN_DIFFERS, place, params_of(params)))
    if not problems and len(shown) != len(made):
        params = {"what": what, "name": "", "found": len(shown), "wanted": len(made)}
        problems.append(Problem(SHOWN_DIFFERS, place, params_of(params)))
    return problems


def _name(thing: object) -> str:
    """What a thing is called: its first member."""
    if isinstance(thing, tuple):
        return str(thing[0])
    names: tuple[str, ...] = getattr(thing, "__slots__", ())
    return str(getattr(thing, names[0])) if names else str(thing)


def _lots_differ(shown: Sequence[Lot], made: Sequence[Lot], place: Place, when: str | Term) -> list[Problem]:
    """Lots that stand otherwise than the journal makes them, their numbers of moves apart."""
    found, wanted = [_bare(lot) for lot in shown], [_bare(lot) for lot in made]
    if found == wanted:
        return []
    more, fewer = _by_place(set(found) - set(wanted)), _by_place(set(wanted) - set(found))
    problems = []
    for key in sorted(more.keys() | fewer.keys()):
        params = {"day": when, "found": _lot_text(more.get(key)), "wanted": _lot_text(fewer.get(key))}
        problems.append(Problem(LOT_DIFFERS, place, params_of(params)))
    if not problems:  # the same lots in another order, or one more than once
        params = {
            "day": when,
            "found": _IN_ANOTHER_ORDER,
            "wanted": Term(N_("each lot once, in the order of the line")),
        }
        problems.append(Problem(LOT_DIFFERS, place, params_of(params)))
    return problems


def _not_tiled(lots: Sequence[Lot], state: Replayed, place: Place, when: str | Term) -> list[Problem]:
    """Certificates whose lots leave Wh out or hold Wh twice."""
    problems = []
    ends: dict[str, int] = dict.fromkeys(state.lines, 0)
    for lot in lots:
        end = ends.get(lot.certificate, 0)
        if lot.first_wh != end:
            problems.append(_gap(lot.certificate, lot.first_wh, end, place, when))
        ends[lot.certificate] = lot.stop_wh
    for name, line in state.lines.items():
        if ends[name] != line.certificate.energy_wh:
            problems.append(_gap(name, line.certificate.energy_wh, ends[name], place, when))
    return problems


def _gap(certificate: str, found: int, wanted: int, place: Place, when: str | Term) -> Problem:
    params = {"day": when, "certificate": certificate, "found": found, "wanted": wanted}
    return Problem(NOT_TILED, place, params_of(params))


def _day_differs(day: Day, what: Term, found: object, wanted: object) -> Problem:
    params = {"day": day_text(day.day), "what": what, "found": found, "wanted": wanted}
    return Problem(DAY_DIFFERS, Place(DAYS, day.day), params_of(params))


def day_text(day: int) -> str:
    """A ledger day as people write it; its number where the calendar does not hold it."""
    try:
        return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
    except OverflowError:
        return str(day)


def _sums(lots: Iterable[Lot]) -> Sums:
    """Wh by state."""
    energies = dict.fromkeys(LotState, 0)
    for lot in lots:
        energies[lot.state] += lot.energy_wh
    return Sums(*energies.values())


def _spelled(sums: Sums) -> str:
    return ", ".join(f"{state} {wh}" for state, wh in zip(LotState, by_state(sums), strict=True))


def _bare(lot: Lot) -> Lot:
    """A lot without the number of its move, which is the ledger's own."""
    return replace(lot, id=LotId(0, Part.TAKEN))


def _by_place(lots: Iterable[Lot]) -> dict[tuple[str, int, int], Lot]:
    return {(lot.certificate, lot.first_wh, lot.stop_wh): lot for lot in lots}


def _lot_text(lot: Lot | None) -> str | Term:
    if lot is None:
        return _NOTHING
    return f"{lot.certificate} {lot.first_wh}–{lot.stop_wh} {lot.owner} {lot.state} ({lot.entry})"
