"""Checkpoints: signed notes, verifier keys, cosignatures."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.certification.log.checkpoint import (
    Checkpoint,
    Cosignature,
    Witness,
    cosign,
    cosignatures,
    is_signed_by,
    read_checkpoint,
    read_verifier_key,
    sign_checkpoint,
    verifier_key,
)
from fourfold.certification.log.note import NOTE_MOST_BYTES, NOTE_MOST_SIGNATURES, read_note
from fourfold.core.problems import Place, Problems
from support.logs import LOG_KEY, NOON, ORIGIN, OTHER_KEY, PLACE, codes, read_again, refused

ROOT = sha256(b"root").digest()
SIGNED = sign_checkpoint(ORIGIN, 42, ROOT, LOG_KEY)
WITNESS_KEY = new_key()
WITNESS = Witness("witness.example/w1", WITNESS_KEY.public)

# The example of the signed-note package of Go: text, verifier key and signature are published together.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_published_note_verifies_under_its_published_key() -> None:
    key = read_verifier_key(PUBLISHED_KEY)
    problems = Problems()
    note = read_note(PUBLISHED_NOTE, PLACE, problems)
    assert note is not None
    assert note.text() == PUBLISHED_NOTE
    (signature,) = note.signatures
    assert signature.name == key.name
    assert signature.number.hex() == "c74f20a3"
    assert key.key.verifies(signature.signature, note.body.encode())
    assert verifier_key(key.name, key.key) == PUBLISHED_KEY


def test_a_checkpoint_is_written_as_the_specification_says() -> None:
    lines = SIGNED.text.split("\n")
    assert lines[:4] == [ORIGIN, "42", b64encode(ROOT).decode(), ""]
    mark, name, encoded = lines[4].split(" ")
    assert (mark, name, lines[5:]) == ("—", ORIGIN, [""])
    number = sha256(ORIGIN.encode() + b"\x0a\x01" + LOG_KEY.public.raw).digest()[:4]
    assert b64decode(encoded)[:4] == number
    body = "\n".join(lines[:3]) + "\n"
    assert LOG_KEY.public.verifies(b64decode(encoded)[4:], body.encode())


def test_a_checkpoint_comes_back_from_its_text() -> None:
    assert read_again(SIGNED.text) == SIGNED
    assert is_signed_by(SIGNED, LOG_KEY.public)
    assert not is_signed_by(SIGNED, OTHER_KEY.public)
    assert not is_signed_by(SIGNED, new_key(KeyKind.P256).public)


def test_extension_lines_are_kept_and_signed() -> None:
    body = f"{ORIGIN}\n42\n{b64encode(ROOT).decode()}\nan extension\n"
    text = body + SIGNED.text[len(body) - len("an extension\n") :]
    assert read_again(text).note().body == body
    assert not is_signed_by(read_again(text), LOG_KEY.public)


def test_a_size_of_zero_is_written_and_read() -> None:
    assert read_again(sign_checkpoint(ORIGIN, 0, ROOT, LOG_KEY).text).size == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("42", "042"),
        ("42", "+42"),
        ("42", "4 2"),
        ("42", ""),
        ("42", "٤٢"),
        ("42", "9223372036854775808"),
        ("42\n", ""),
        ("=\n", "\n"),
        ("=\n", "==\n"),
        (ORIGIN + "\n42", "\n42"),
    ],
)
def test_bodies_that_are_no_checkpoint_are_refused(old: str, new: str) -> None:
    problems = Problems()
    assert read_checkpoint(SIGNED.text.replace(old, new, 1), PLACE, problems) is None
    assert codes(problems)[0] in ("checkpoint-broken", "note-broken")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        "\n\n— a YWFhYWE=\n",
        "text\n\n— a YWFhYWE=",
        "text\n\n- a YWFhYWE=\n",
        "text\n\n— a  YWFhYWE=\n",
        "text\n\n— a+b YWFhYWE=\n",
        "text\n\n— a YWFhYQ==\n",
        "text\n\n— a YWFhYWF=\n",
        "text\n\n— a YWFhYWE\n",
        "text\n\n— a YWFh YWE=\n",
        "text\n\n— a\u00a0b YWFhYWE=\n",
        "te\txt\n\n— a YWFhYWE=\n",
        "te\0xt\n\n— a YWFhYWE=\n",
        "text\r\n\n— a YWFhYWE=\n",
        "te\ud800xt\n\n— a YWFhYWE=\n",
    ],
)
def test_what_is_no_signed_note_is_refused(text: str) -> None:
    problems = Problems()
    assert read_note(text, PLACE, problems) is None
    assert codes(problems) == ["note-broken"]


def test_the_smallest_note_is_read() -> None:
    problems = Problems()
    note = read_note("text\n\n— a YWFhYWE=\n", PLACE, problems)
    assert note is not None
    assert note.body == "text\n"


def test_sizes_and_signatures_have_limits_and_sixteen_are_taken() -> None:
    line = "— a YWFhYWE=\n"
    for text, code in [
        ("text\n\n" + line * (NOTE_MOST_SIGNATURES + 1), "note-too-large"),
        ("t" * NOTE_MOST_BYTES + "\n\n" + line, "note-too-large"),
    ]:
        problems = Problems()
        assert read_note(text, PLACE, problems) is None
        assert codes(problems) == [code]
    assert read_note("text\n\n" + line * NOTE_MOST_SIGNATURES, PLACE, Problems()) is not None
    assert NOTE_MOST_SIGNATURES >= 16


def test_a_bad_line_is_told_by_its_number() -> None:
    problems = Problems()
    read_note("text\nmore\n\n— a YWFhYWE=\nwrong\n", Place("note"), problems)
    assert [problem.place.row for problem in problems] == [5]


@given(st.integers(0, len(SIGNED.text.encode()) - 1), st.integers(0, 7))
def test_no_bit_of_a_checkpoint_can_be_flipped(at: int, bit: int) -> None:
    data = bytearray(SIGNED.text.encode())
    data[at] ^= 1 << bit
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    found = read_checkpoint(text, PLACE, Problems())
    assert found is None or not is_signed_by(found, LOG_KEY.public)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    problems = Problems()
    assert (read_checkpoint(text, PLACE, problems) is None) == bool(list(problems))


def test_signatures_of_unknown_keys_are_ignored_even_with_the_name_of_the_log() -> None:
    lines = f"— {ORIGIN} YWFhYWFhYQ==\n— stranger.example YWFhYWFhYQ==\n"
    assert is_signed_by(read_again(SIGNED.text + lines), LOG_KEY.public)


def test_a_failing_signature_of_the_known_key_spoils_the_note() -> None:
    other = sign_checkpoint(ORIGIN, 43, ROOT, LOG_KEY)
    line = other.text.split("\n\n")[1]
    assert not is_signed_by(read_again(SIGNED.text + line), LOG_KEY.public)


def test_a_cosignature_is_the_specified_message_with_its_time() -> None:
    cosigned = cosign(SIGNED, WITNESS.name, WITNESS_KEY, NOON)
    assert is_signed_by(cosigned, LOG_KEY.public)
    assert cosignatures(cosigned, [WITNESS]) == (Cosignature(WITNESS, NOON),)
    line = cosigned.text.split("\n")[5]
    data = b64decode(line.split(" ")[2])
    assert data[:4] == sha256(WITNESS.name.encode() + b"\x0a\x04" + WITNESS.key.raw).digest()[:4]
    seconds = int(NOON.timestamp())
    assert int.from_bytes(data[4:12], "big") == seconds
    message = f"cosignature/v1\ntime {seconds}\n{ORIGIN}\n42\n{b64encode(ROOT).decode()}\n"
    assert WITNESS.key.verifies(data[12:], message.encode())


def test_cosigning_again_replaces_the_witness_own_line_only() -> None:
    once = cosign(cosign(SIGNED, "w2.example", OTHER_KEY, NOON), WITNESS.name, WITNESS_KEY, NOON)
    later = cosign(once, WITNESS.name, WITNESS_KEY, NOON + timedelta(hours=1))
    second = Witness("w2.example", OTHER_KEY.public)
    assert cosignatures(later, [WITNESS, second, WITNESS]) == (
        Cosignature(WITNESS, NOON + timedelta(hours=1)),
        Cosignature(second, NOON),
    )
    assert len(later.note().signatures) == 3


def test_a_cosignature_counts_for_its_name_key_body_and_time_only() -> None:
    cosigned = cosign(SIGNED, WITNESS.name, WITNESS_KEY, NOON)
    assert cosignatures(cosigned, [Witness("other.example", WITNESS.key)]) == ()
    assert cosignatures(cosigned, [Witness(WITNESS.name, OTHER_KEY.public)]) == ()
    other = sign_checkpoint(ORIGIN, 43, ROOT, LOG_KEY)
    moved = read_again(other.text + cosigned.text.split("\n")[5] + "\n")
    assert cosignatures(moved, [WITNESS]) == ()
    both = read_again(cosign(other, WITNESS.name, WITNESS_KEY, NOON).text + cosigned.text.split("\n")[5] + "\n")
    assert cosignatures(both, [WITNESS]) == ()


def test_the_latest_of_several_good_cosignatures_counts() -> None:
    early = cosign(SIGNED, WITNESS.name, WITNESS_KEY, NOON)
    late = cosign(SIGNED, WITNESS.name, WITNESS_KEY, NOON + timedelta(days=1))
    both = read_again(late.text + early.text.split("\n")[5] + "\n")
    assert cosignatures(both, [WITNESS]) == (Cosignature(WITNESS, NOON + timedelta(days=1)),)


def test_a_time_beyond_the_calendar_does_not_count() -> None:
    seconds = 2**63 - 1
    body = SIGNED.note().body
    signature = WITNESS_KEY.sign(f"cosignature/v1\ntime {seconds}\n{body}".encode())
    number = sha256(WITNESS.name.encode() + b"\x0a\x04" + WITNESS.key.raw).digest()[:4]
    line = b64encode(number + seconds.to_bytes(8, "big") + signature).decode()
    assert cosignatures(read_again(SIGNED.text + f"— {WITNESS.name} {line}\n"), [WITNESS]) == ()


@given(st.integers(0, 253_000_000_000))
def test_the_time_of_a_cosignature_comes_back(seconds: int) -> None:
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    (found,) = cosignatures(cosign(SIGNED, WITNESS.name, WITNESS_KEY, time), [WITNESS])
    assert found.time == time


def test_a_time_before_1970_cannot_be_cosigned() -> None:
    early = datetime(1969, 12, 31, tzinfo=UTC)
    assert refused(lambda: cosign(SIGNED, WITNESS.name, WITNESS_KEY, early)) == ["cosignature-time-unfit"]


def test_verifier_keys_come_back_for_logs_and_witnesses() -> None:
    for witness in (False, True):
        text = verifier_key(WITNESS.name, WITNESS.key, witness=witness)
        assert read_verifier_key(text) == WITNESS
    assert verifier_key(WITNESS.name, WITNESS.key) != verifier_key(WITNESS.name, WITNESS.key, witness=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("c74f20a3", "C74F20A3"),
        PUBLISHED_KEY.replace("Peter", "peter"),
        PUBLISHED_KEY.replace("PeterNeumann", "Peter Neumann"),
        PUBLISHED_KEY[:-4],
        PUBLISHED_KEY + "=",
        PUBLISHED_KEY.replace("ARpc", "Ahpc"),
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="verifier key"):
        read_verifier_key(text)


def test_a_verifier_key_is_of_ed25519_and_has_a_name() -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        verifier_key("name", new_key(KeyKind.P256).public)
    with pytest.raises(ValueError, match="name"):
        verifier_key("a name", WITNESS.key)


def test_other_keys_and_unfit_names_cannot_sign() -> None:
    other = new_key(KeyKind.P384)
    assert refused(lambda: sign_checkpoint(ORIGIN, 1, ROOT, other)) == ["log-key-unfit"]
    assert refused(lambda: sign_checkpoint("a b", 1, ROOT, LOG_KEY)) == ["log-name-unfit"]
    assert refused(lambda: cosign(SIGNED, "a+b", OTHER_KEY, NOON)) == ["log-name-unfit"]
    assert refused(lambda: cosign(SIGNED, "a\nb", other, NOON)) == ["log-key-unfit", "log-name-unfit"]


def test_a_checkpoint_that_is_no_note_says_so() -> None:
    assert refused(Checkpoint(ORIGIN, 1, ROOT, "nothing").note) == ["note-broken"]
