"""Reading a ledger that may be damaged: what cannot be read is a finding, and does not end the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ParamSpec

from fourfold.core.problems import InputError, Problem
from fourfold.electricity.ledger.ledger import Entry, Ledger
from fourfold.electricity.ledger.replay_state import JOURNAL

P = ParamSpec("P")


def entries_of(ledger: Ledger, problems: list[Problem]) -> Iterator[Entry]:
    """The journal; entries that cannot be read are told, by their number, and left out."""
    last = 0
    while True:
        try:
            for entry in ledger.journal(last):
                last = entry.entry
                yield entry
        except InputError as error:
            problems += error.problems
            damaged = max((each.place.row for each in error.problems if each.place.file == JOURNAL), default=0)
            if damaged <= last:  # not of one entry: nothing more can be read
                return
            last = damaged
        else:
            return


def found_by(look: Callable[P, list[Problem]], *of: P.args, **named: P.kwargs) -> list[Problem]:
    """What a look finds, or why it could not look."""
    try:
        return look(*of, **named)
    except InputError as error:
        return list(error.problems)
