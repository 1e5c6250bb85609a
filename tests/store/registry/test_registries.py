"""What every registry does, in memory or in a database: everything is given once and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.registry import Registry, State, StateChange
from fourfold.certification.status.bitstring import LIST_ENTRIES, StatusPurpose
from fourfold.core.problems import InputError
from support.registries import KINDS, START, issue, log_all, paper

A_LIST = 6


class Numbers:
    """Draws that count up from zero, with each number drawn twice: the second time it is taken."""

    def __init__(self) -> None:
        self._next = 0

    def __call__(self, below: int) -> int:
        assert below == LIST_ENTRIES
        self._next += 1
        return (self._next // 2) % A_LIST


@pytest.fixture(params=sorted(KINDS))
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Registry:
    return KINDS[request.param](tmp_path, Numbers(), A_LIST)


def change(number: str, state: State, hours: int = 1) -> StateChange:
    return StateChange(number, state, f"because of {state}", START + timedelta(hours=hours))


def refused(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].kind.code


def test_a_registry_is_empty_at_first(registry: Registry) -> None:
    assert (list(registry.pending()), registry.size(), registry.published(), registry.lists()) == ([], 0, 0, 0)
    assert registry.by_digest("sha256:" + "0" * 64) is None
    assert registry.by_number("") is None
    assert registry.state_of("FF-2026-000001") is None
    assert registry.status_of("FF-2026-000001") is None
    assert list(registry.changes("FF-2026-000001")) == []
    assert list(registry.documents("statement")) == []
    assert registry.newest("statement") is None
    assert registry.bits(StatusPurpose.REVOCATION, 1) == bytes(LIST_ENTRIES // 8)


def test_numbers_count_up_by_prefix_and_year(registry: Registry) -> None:
    numbers = [registry.reserve_number(*series) for series in [("FF", 2026), ("FF", 2026), ("FF", 2027), ("G", 2026)]]
    assert numbers == ["FF-2026-000001", "FF-2026-000002", "FF-2027-000001", "G-2026-000001"]


def test_a_number_that_was_given_is_never_given_again_even_when_unused(registry: Registry) -> None:
    lost = registry.reserve_number("FF", 2026)
    number, _ = issue(registry, "a")
    assert lost != number
    assert registry.reserve_number("FF", 2026) not in {lost, number}


def test_a_status_entry_is_given_once_and_a_full_list_is_followed_by_the_next(registry: Registry) -> None:
    entries = [registry.reserve_status() for _ in range(2 * A_LIST + 1)]
    assert len(set(entries)) == len(entries)
    assert [one for one, _ in entries] == [1] * A_LIST + [2] * A_LIST + [3]
    assert registry.lists() == 3


def test_what_is_recorded_comes_back_and_waits_for_the_log(registry: Registry) -> None:
    leaf, data = paper("a")
    registry.record(leaf, data, about="a dossier")
    found = registry.by_digest(leaf.digest)
    assert found is not None
    assert (found.leaf, found.data, found.index, found.number, found.about) == (leaf, data, None, "", "a dossier")
    assert list(registry.pending()) == [found]
    assert registry.size() == 0


def test_a_document_recorded_again_stays_as_it_was(registry: Registry) -> None:
    leaf, data = paper("a")
    registry.record(leaf, data)
    registry.record(paper("a", hours=5)[0], data)
    assert [one.leaf for one in registry.pending()] == [leaf]
    log_all(registry)
    registry.record(leaf, data)
    assert list(registry.pending()) == []


def test_another_document_under_the_same_digest_is_refused(registry: Registry) -> None:
    leaf, data = paper("a")
    registry.record(leaf, data)
    for other in [(leaf, b"{}"), (paper("a", LeafKind.PREPARATION)[0], data)]:
        with pytest.raises(InputError) as error:
            registry.record(*other)
        assert refused(error) == "registry-conflict"
    assert [one.data for one in registry.pending()] == [data]


def test_documents_go_to_the_log_in_the_order_they_were_recorded(registry: Registry) -> None:
    papers = [paper(name) for name in "dbca"]
    for leaf, data in papers:
        registry.record(leaf, data)
    registry.logged([leaf.digest for leaf, _ in papers[:3]], 0)
    assert [one.leaf for one in registry.pending()] == [papers[3][0]]
    registry.logged([papers[3][0].digest], 3)
    assert registry.size() == 4
    assert [(one.index, one.digest) for one in registry.logged_from(1)] == [
        (index, leaf.digest) for index, (leaf, _) in enumerate(papers) if index
    ]


def test_documents_cannot_enter_the_log_out_of_order(registry: Registry) -> None:
    (first, _), (second, _) = papers = [paper("a"), paper("b")]
    for leaf, data in papers:
        registry.record(leaf, data)
    for digests, index in [
        ([second.digest], 0),
        ([first.digest], 1),
        ([second.digest, first.digest], 0),
        ([first.digest, second.digest, "x"], 0),
        ([first.digest, first.digest], 0),
    ]:
        with pytest.raises(InputError) as error:
            registry.logged(digests, index)
        assert refused(error) == "registry-conflict"
    assert registry.size() == 0
    log_all(registry)
    with pytest.raises(InputError):
        registry.logged([first.digest], 2)


def test_a_transaction_is_kept_whole_or_not_at_all(registry: Registry) -> None:
    with pytest.raises(KeyboardInterrupt):
        _interrupted(registry)
    assert (registry.size(), registry.lists(), registry.published(), list(registry.pending())) == (0, 0, 0, [])
    assert issue(registry, "a")[0] == "FF-2026-000001"


def _interrupted(registry: Registry) -> None:
    with registry.transaction():
        issue(registry, "i")
        registry.record(*paper("j"))
        log_all(registry)
        registry.mark_published(2)
        raise KeyboardInterrupt


def test_a_transaction_within_another_is_part_of_it(registry: Registry) -> None:
    with registry.transaction():
        with registry.transaction():
            registry.record(*paper("a"))
        registry.record(*paper("c"))
    with pytest.raises(KeyboardInterrupt), registry.transaction():
        _interrupted(registry)
    assert [one.data for one in registry.pending()] == [paper("a")[1], paper("c")[1]]


def test_a_certificate_needs_a_reserved_number_and_entry_of_its_own(registry: Registry) -> None:
    number, entry = issue(registry, "a")
    free = registry.reserve_number("FF", 2026)
    leaf, data = paper("b", LeafKind.CERTIFICATE)
    for wrong in [("FF-2026-000099", None), (number, None), (free, entry), (free, (1, 77)), (free, (7, 0))]:
        with pytest.raises(InputError) as error:
            registry.record(leaf, data, *wrong)
        assert refused(error) == "registry-conflict"
    assert registry.by_digest(leaf.digest) is None
    registry.record(leaf, data, free, registry.reserve_status())
    assert registry.state_of(free) is State.ISSUED


def test_a_certificate_is_found_by_number_and_by_what_it_is_about(registry: Registry) -> None:
    number, entry = issue(registry, "a", "sha256:dossier")
    other, _ = issue(registry, "b", "sha256:other")
    again, _ = issue(registry, "c", "sha256:dossier")
    found = registry.by_number(number)
    assert found is not None
    assert (found.number, registry.status_of(number)) == (number, entry)
    assert [one.number for one in registry.about("certificate", "sha256:dossier")] == [number, again]
    assert [one.number for one in registry.documents("certificate")] == [number, other, again]
    assert [one.number for one in registry.about("statement", "sha256:dossier")] == []


def test_the_newest_of_a_kind_is_the_last_recorded(registry: Registry) -> None:
    for name, about in [("a", "x"), ("b", "y"), ("c", "x")]:
        registry.record(*paper(name, LeafKind.STATUS), about=about)
    newest = [registry.newest("status"), registry.newest("status", "y"), registry.newest("status", "z")]
    assert [one and one.data for one in newest] == [paper("c")[1], paper("b")[1], None]


def test_states_follow_each_other_and_their_history_stays(registry: Registry) -> None:
    number, _ = issue(registry, "a")
    steps = [State.SUSPENDED, State.ISSUED, State.SUSPENDED, State.REVOKED]
    for hours, state in enumerate(steps):
        registry.change_state(change(number, state, hours))
        assert registry.state_of(number) is state
    assert list(registry.changes(number)) == [
        StateChange(number, State.ISSUED, "", START),
        *(change(number, state, hours) for hours, state in enumerate(steps)),
    ]


@pytest.mark.parametrize("final", [State.REVOKED, State.SUPERSEDED])
def test_revocation_is_final(registry: Registry, final: State) -> None:
    number, _ = issue(registry, "a")
    registry.change_state(change(number, final))
    for state in set(State) - ({State.REVOKED} if final is State.SUPERSEDED else set()):
        with pytest.raises(InputError) as error:
            registry.change_state(change(number, state, 2))
        assert refused(error) == "state-change-impossible"
    assert registry.state_of(number) is final
    assert len(registry.changes(number)) == 2


def test_one_whose_place_another_took_can_still_be_revoked(registry: Registry) -> None:
    number, _ = issue(registry, "a")
    registry.change_state(change(number, State.SUPERSEDED))
    registry.change_state(change(number, State.REVOKED))
    assert registry.state_of(number) is State.REVOKED


def test_a_change_without_a_certificate_or_before_the_last_is_refused(registry: Registry) -> None:
    number, _ = issue(registry, "a")
    with pytest.raises(InputError) as error:
        registry.change_state(change("FF-2026-000009", State.REVOKED))
    assert refused(error) == "no-such-certificate"
    with pytest.raises(InputError) as error:
        registry.change_state(change(number, State.REVOKED, -1))
    assert refused(error) == "state-change-backwards"
    with pytest.raises(InputError) as error:
        registry.change_state(change(number, State.ISSUED))
    assert refused(error) == "state-change-impossible"


def test_bits_say_the_present_states_of_their_list(registry: Registry) -> None:
    issued = [issue(registry, f"{n}") for n in range(A_LIST + 2)]
    states = {0: State.REVOKED, 1: State.SUSPENDED, 2: State.SUPERSEDED, A_LIST + 1: State.REVOKED}
    for n, state in states.items():
        registry.change_state(change(issued[n][0], state))
    assert _set(registry, StatusPurpose.REVOCATION, 1) == {issued[0][1][1], issued[2][1][1]}
    assert _set(registry, StatusPurpose.SUSPENSION, 1) == {issued[1][1][1]}
    assert _set(registry, StatusPurpose.REVOCATION, 2) == {issued[A_LIST + 1][1][1]}
    assert _set(registry, StatusPurpose.SUSPENSION, 2) == set()
    registry.change_state(change(issued[1][0], State.ISSUED, 2))
    assert _set(registry, StatusPurpose.SUSPENSION, 1) == set()


def _set(registry: Registry, purpose: StatusPurpose, one: int) -> set[int]:
    bits = registry.bits(purpose, one)
    assert len(bits) == LIST_ENTRIES // 8
    return {index for index in range(64) if bits[index // 8] >> (7 - index % 8) & 1}


def test_what_was_published_is_marked(registry: Registry) -> None:
    registry.mark_published(3)
    registry.mark_published(7)
    assert registry.published() == 7


def test_a_long_log_is_read_in_pages(registry: Registry) -> None:
    with registry.transaction():
        for n in range(520):
            registry.record(*paper(f"{n}"))
        log_all(registry)
    assert [one.index for one in registry.logged_from(10)] == list(range(10, 520))
    assert len(list(registry.documents("statement"))) == 520
