"""Wh that did not pass the grid: the database keeps them out of its residual, whatever a program asks of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from fourfold.core.problems import InputError
from fourfold.electricity.ledger.model import Delivery, LotState
from fourfold.electricity.ledger.operations import CloseResidual, Issue
from fourfold.store.ledger import desk
from fourfold.store.ledger.pieces import Piece, lot_of, lots_query
from support.ledgers import BUYER, DAY_S, ISSUER, NOW, SOUTH, T0, ask, begin, certificate, issue
from support.sql_ledgers import sqlite_ledger

CLOSED = ask("", CloseResidual(SOUTH, T0, T0 + DAY_S))


def everything_held(connection: Connection, *_: object) -> Iterator[tuple[str, Piece]]:
    """Held lots, those of wires too."""
    for lot in map(lot_of, connection.execute(lots_query(state=LotState.HELD)).all()):
        at = (lot.id.move, lot.id.part, lot.first_wh, lot.stop_wh, lot.owner, lot.state.value, lot.entry)
        yield lot.certificate, Piece(*at)


def test_a_program_that_forgets_wires_cannot_put_them_into_the_residual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = replace(certificate("wire"), delivery=Delivery.ON_SITE)
    with closing(sqlite_ledger(tmp_path)) as ledger:
        begin(ledger, issue("fed", 1), ask(ISSUER, Issue(wire, BUYER)), time_s=NOW)
        with monkeypatch.context() as forgetful:
            forgetful.setattr(desk, "held_in", everything_held)
            with pytest.raises((InputError, DBAPIError), match="residual_within"):
                ledger.record([CLOSED], NOW)
        ledger.record([CLOSED], NOW)
        assert {lot.certificate: lot.state for lot in ledger.lots()} == {
            "fed": LotState.RESIDUAL,
            "wire": LotState.HELD,
        }
