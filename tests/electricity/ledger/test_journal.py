"""The journal as a tree: entries proven, growth proven, nothing else."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from fourfold.electricity.ledger.journal import (
    GrowingJournal,
    is_entry,
    is_growth,
    journal_root,
    prove_entry,
    prove_growth,
)

DIGESTS = [f"sha256:{sha256(bytes([number])).hexdigest()}" for number in range(40)]


@given(st.integers(0, 40))
def test_the_root_grows_entry_by_entry(size: int) -> None:
    journal = GrowingJournal()
    for digest in DIGESTS[:size]:
        journal.add(digest)
    assert (journal.entries, journal.root) == (size, journal_root(DIGESTS[:size]))


def test_the_root_of_two_entries_is_that_of_rfc_6962() -> None:
    leaves = [sha256(b"\0" + bytes.fromhex(digest[7:])).digest() for digest in DIGESTS[:2]]
    assert journal_root(DIGESTS[:2]) == sha256(b"\1" + leaves[0] + leaves[1]).hexdigest()
    assert journal_root([]) == sha256(b"").hexdigest()


@given(st.integers(1, 40), st.data())
def test_an_entry_is_proven_and_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root, proof = journal_root(DIGESTS[:size]), prove_entry(DIGESTS[:size], index)
    assert is_entry(DIGESTS[index], index, size, root, proof)
    assert not is_entry(DIGESTS[index - 1 if index else 39 if size < 40 else 1], index, size, root, proof) or size == 1
    assert not is_entry(DIGESTS[index], index, size, root, (*proof, root))
    assert not is_entry(DIGESTS[index], index, size, "no hex", proof)


@given(st.integers(0, 40), st.integers(0, 40), st.data())
def test_growth_is_proven_and_a_journal_changed_is_no_growth(old: int, more: int, data: st.DataObject) -> None:
    size = min(old + more, 40)
    root, old_root = journal_root(DIGESTS[:size]), journal_root(DIGESTS[:old])
    proof = prove_growth(DIGESTS[:size], old) if old else ()
    assert is_growth(old, old_root, size, root, proof)
    if old:
        at = data.draw(st.integers(0, old - 1))
        changed = [*DIGESTS[:at], "sha256:" + "00" * 32, *DIGESTS[at + 1 : size]]
        assert not is_growth(old, old_root, size, journal_root(changed), prove_growth(changed, old))
        assert not is_growth(old, old_root, size, root, (*proof, "zz"))
    assert not is_growth(0, journal_root(DIGESTS[:1]), size, root, ())
