"""Clients in processes of their own, for tests that let many claim at once and kill some: run as a program.

Arguments: the ledger (a path or an address), threads, seed, how many claims each thread tries. Each thread claims Wh
of certificates drawn at random for hours drawn at random; more is asked for than there is. What was kept is printed,
one entry a line, after it was committed.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from pathlib import Path

from fourfold.core.problems import InputError
from fourfold.electricity.ledger.operations import Claim, Order, Range
from fourfold.electricity.supply.criteria import MatchWindow
from fourfold.store.ledger.sql import SqlLedger
from support.ledgers import BUYER, HOUR_S, NOW, T0, UNION, ask

CERTIFICATES, HOURS, WH = 12, 6, 1_000
REFUSALS = {"ledger-lot-spent", "ledger-covered-twice"}
LARGEST = 60


def claim(draw: random.Random, nonce: str) -> Order:
    """A claim of some Wh of some certificate for some hour, within the month."""
    first = draw.randrange(WH)
    stop = min(WH, first + draw.randint(1, LARGEST))
    start = T0 + draw.randrange(HOURS) * HOUR_S
    window = (MatchWindow.MONTH, T0, T0 + 28 * 24 * HOUR_S)
    wanted = Range(f"sun-{draw.randrange(CERTIFICATES)}", first, stop)
    return ask(BUYER, Claim(wanted, "mill", start, stop - first, *window, UNION), nonce)


def work(ledger: SqlLedger, seed: str, tries: int, out: list[str]) -> None:
    """Try so many claims."""
    draw = random.Random(seed)
    for number in range(tries):
        try:
            (entry,) = ledger.record([claim(draw, f"{seed}-{number}")], NOW)
        except InputError as error:
            codes = {problem.kind.code for problem in error.problems}
            if not codes <= REFUSALS:
                out.append(f"! {error}")
                say(f"! {error}")
                return
        else:
            say(str(entry.entry))


def say(line: str) -> None:
    """Tell a line in one piece, whatever other threads tell at the same time: one write to the pipe."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def opened(where: str, pool_size: int) -> SqlLedger:
    """The ledger at a path or an address."""
    return SqlLedger.on(where, pool_size=pool_size) if "://" in where else SqlLedger.at(Path(where))


def main(where: str, threads: int, seed: str, tries: int) -> None:
    """Let so many threads share one ledger and its pool."""
    ledger = opened(where, pool_size=6)
    wrong: list[str] = []
    crowd = [threading.Thread(target=work, args=(ledger, f"{seed}-{one}", tries, wrong)) for one in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
