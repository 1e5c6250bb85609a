"""RFC 3161 time stamps by a local authority made with openssl."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.log.checkpoint import cosign
from fourfold.certification.timestamp import stamped_message, timestamp_request, verify_timestamp
from fourfold.core.problems import InputError
from support.logs import NOON, OTHER_KEY, log_of, refused
from support.time_stamps import Authority, authority_in

pytest.importorskip("rfc3161_client", reason="the extra timestamp is not installed")

CHECKPOINT = log_of(5).newest


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One set of authorities for all tests."""
    return authority_in(tmp_path_factory.mktemp("authority"))


def test_what_is_stamped_is_the_body_so_that_witnesses_may_cosign_later(authority: Authority) -> None:
    assert stamped_message(CHECKPOINT).decode() == "\n".join(CHECKPOINT.text.split("\n")[:3]) + "\n"
    reply = authority.reply(timestamp_request(CHECKPOINT))
    cosigned = cosign(CHECKPOINT, "w.example", OTHER_KEY, NOON)
    assert verify_timestamp(reply, cosigned, authority.pem("chain")).authority == "CN=TSA"


def test_an_authority_that_is_its_own_root_needs_its_certificate_only(authority: Authority) -> None:
    reply = authority.reply(timestamp_request(CHECKPOINT), "self")
    assert verify_timestamp(reply, CHECKPOINT, authority.pem("self")).authority == "CN=Example self"


def test_a_reply_holds_for_its_checkpoint_and_authority_only(authority: Authority) -> None:
    reply = authority.reply(timestamp_request(CHECKPOINT))
    other = log_of(6).newest
    assert refused(lambda: verify_timestamp(reply, other, authority.pem("chain"))) == ["timestamp-reply"]
    assert refused(lambda: verify_timestamp(reply, CHECKPOINT, authority.pem("self"))) == ["timestamp-reply"]
    swapped = authority.pem("ca") + authority.pem("tsa")
    assert refused(lambda: verify_timestamp(reply, CHECKPOINT, swapped)) == ["timestamp-reply"]


def test_a_certificate_without_those_above_it_or_for_other_use_is_refused(authority: Authority) -> None:
    reply = authority.reply(timestamp_request(CHECKPOINT))
    assert refused(lambda: verify_timestamp(reply, CHECKPOINT, authority.pem("tsa"))) == ["timestamp-authority"]
    assert refused(lambda: verify_timestamp(reply, CHECKPOINT, b"no certificate")) == ["timestamp-authority"]
    assert refused(lambda: verify_timestamp(reply, CHECKPOINT, authority.pem("weak"))) == ["timestamp-reply"]


def test_a_reply_with_a_chain_is_refused_with_its_reason(authority: Authority) -> None:
    reply = authority.reply(timestamp_request(CHECKPOINT), "tsa", "-chain", "ca.pem")
    with pytest.raises(Exception, match="chain of certificates"):
        verify_timestamp(reply, CHECKPOINT, authority.pem("chain"))


def test_a_request_that_was_not_granted_is_told(authority: Authority) -> None:
    with pytest.raises(Exception, match="did not grant"):
        verify_timestamp(authority.reply(b"nonsense"), CHECKPOINT, authority.pem("chain"))


def test_without_the_extra_it_is_said_what_to_install(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = authority.reply(timestamp_request(CHECKPOINT))
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert refused(lambda: timestamp_request(CHECKPOINT)) == ["timestamp-extra"]
    assert refused(lambda: verify_timestamp(reply, CHECKPOINT, authority.pem("chain"))) == ["timestamp-extra"]


def test_no_flipped_byte_of_a_reply_is_taken_for_another_time(authority: Authority) -> None:
    reply = authority.reply(timestamp_request(CHECKPOINT))
    good = verify_timestamp(reply, CHECKPOINT, authority.pem("chain"))

    @settings(max_examples=150)
    @given(st.integers(0, len(reply) - 1), st.integers(0, 7))
    def flipped(at: int, bit: int) -> None:
        changed = bytearray(reply)
        changed[at] ^= 1 << bit
        try:
            found = verify_timestamp(bytes(changed), CHECKPOINT, authority.pem("chain"))
        except InputError:
            return
        assert found == good

    flipped()


@settings(max_examples=40)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    assert refused(lambda: verify_timestamp(data, CHECKPOINT, b"")) == ["timestamp-reply"]
