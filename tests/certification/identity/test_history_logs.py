"""Issuer documents: a log is replaced by one that begins where it ended, and in no other way."""

from __future__ import annotations

from typing import Any

import pytest

from fourfold.certification.identity.issuer import KeyUse, why_not_logged_by
from fourfold.certification.keys.key import new_key
from fourfold.certification.log.checkpoint import sign_checkpoint
from support.identities import ORIGIN, IdentityBody, change_last

ROOT = bytes(range(32))


def test_the_log_is_replaced_by_one_that_begins_where_it_ended(body: IdentityBody) -> None:
    old = body.replace_log(9, ROOT)

    newest = body.newest
    assert newest.log_origin == f"{ORIGIN}/2"
    assert newest.log_key == body.log.public
    assert [(log.origin, log.last.size, log.last.root) for log in newest.earlier_logs] == [(ORIGIN, 9, ROOT)]
    assert newest.log_first is not None
    assert (newest.log_first.size, newest.log_first.root) == (9, ROOT)
    ended = newest.find(old.public)
    assert ended is not None
    assert ended.end == body.now


def test_a_new_log_takes_every_entry_of_the_old_one(body: IdentityBody) -> None:
    shorter = sign_checkpoint(ORIGIN, 8, ROOT, body.log)
    other = sign_checkpoint(ORIGIN, 9, bytes(32), body.log)

    for last in (shorter, other):
        with pytest.raises(Exception, match="issuer-log-changed"):
            body.replace_log(9, ROOT, last)


def test_checkpoints_in_the_document_are_signed_by_their_logs(body: IdentityBody) -> None:
    forged = sign_checkpoint(ORIGIN, 9, ROOT, new_key())

    with pytest.raises(Exception, match="issuer-log-wrong"):
        body.replace_log(9, ROOT, forged)


def test_a_log_does_not_change_by_the_way(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    original = body.versions[-1]

    def rename(one: Any) -> None:
        one["log"]["origin"] = "another.example/log"

    def begin(one: Any) -> None:
        one["log"]["first"] = sign_checkpoint(ORIGIN, 3, ROOT, body.log).text

    def earlier(one: Any) -> None:
        last = sign_checkpoint(ORIGIN, 3, ROOT, body.log).text
        one["earlier_logs"] = [{"origin": ORIGIN, "method": one["log"]["method"], "last": last}]

    for edit in (rename, begin, earlier):
        body.versions[-1] = original
        assert change_last(body, edit) == ["issuer-log-changed"]


def test_a_first_version_has_no_log_before_its_own(body: IdentityBody) -> None:
    def begin(one: Any) -> None:
        one["log"]["first"] = sign_checkpoint(ORIGIN, 3, ROOT, body.log).text

    assert change_last(body, begin) == ["issuer-log-changed"]


def test_a_log_is_signed_by_a_key_of_logs(body: IdentityBody) -> None:
    def other(one: Any) -> None:
        one["log"]["method"] = one["keys"][1]["method"]

    assert change_last(body, other) == ["issuer-log-wrong"]


def test_earlier_logs_are_not_forgotten(body: IdentityBody) -> None:
    body.replace_log(9, ROOT)
    body.replace_log(12, ROOT)
    assert len(body.newest.earlier_logs) == 2

    def forget(one: Any) -> None:
        del one["earlier_logs"][0]

    assert change_last(body, forget) == ["issuer-log-changed"]


def test_which_checkpoints_a_body_stands_for(body: IdentityBody) -> None:
    first_log = body.log
    small = sign_checkpoint(ORIGIN, 4, bytes(32), first_log)
    last = sign_checkpoint(ORIGIN, 9, ROOT, first_log)
    forked = sign_checkpoint(ORIGIN, 9, bytes(32), first_log)
    longer = sign_checkpoint(ORIGIN, 10, ROOT, first_log)

    def codes() -> list[str]:
        found = [why_not_logged_by(body.newest, one) for one in (small, last, forked, longer)]
        return [kind.code if kind else "" for kind in found]

    assert codes() == ["", "", "", ""]
    body.replace_log(9, ROOT, last)
    assert codes() == ["log-replaced", "", "log-replaced", "log-replaced"]
    body.compromise(first_log, 9)
    assert codes() == ["log-in-other-hands", "", "log-in-other-hands", "log-in-other-hands"]
    new = sign_checkpoint(f"{ORIGIN}/2", 11, ROOT, body.log)
    assert why_not_logged_by(body.newest, new) is None
    for foreign in (sign_checkpoint(f"{ORIGIN}/2", 11, ROOT, first_log), sign_checkpoint(ORIGIN, 9, ROOT, new_key())):
        assert (kind := why_not_logged_by(body.newest, foreign))
        assert kind.code == "log-not-signed"
    assert (kind := why_not_logged_by(body.newest, sign_checkpoint("x.example/log", 1, ROOT, first_log)))
    assert kind.code == "log-unknown"
