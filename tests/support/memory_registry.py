"""A registry in memory: every rule of `fourfold.certification.registry`, nothing kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace

from fourfold.certification.log.leaf import Leaf
from fourfold.certification.registry import (
    MOST_TAKEN,
    NOT_NEXT,
    NOT_RESERVED,
    OTHER_DOCUMENT,
    SET_IN,
    Recorded,
    State,
    StateChange,
    check_change,
    conflict,
    number_text,
)
from fourfold.certification.status.bitstring import LIST_ENTRIES, StatusPurpose, with_bit


@dataclass(slots=True)
class _Memory:
    """What is remembered: documents in order, counters, entries taken and by whom, histories."""

    documents: list[Recorded] = field(default_factory=list)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    free_numbers: set[str] = field(default_factory=set)
    taken: list[set[int]] = field(default_factory=list)
    entries: dict[str, tuple[int, int]] = field(default_factory=dict)
    histories: dict[str, list[StateChange]] = field(default_factory=dict)
    size: int = 0
    published: int = 0


class MemoryRegistry:
    """A `Registry` in memory.

    Args:
        draw: a random number below the one given.
        most_taken: entries given in a list before the next one is opened.
    """

    def __init__(self, draw: Callable[[int], int] = secrets.randbelow, most_taken: int = MOST_TAKEN) -> None:
        self._draw, self._most_taken = draw, most_taken
        self._memory = _Memory()
        self._inside = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Registry`."""
        if self._inside:
            yield
            return
        before, self._inside = deepcopy(self._memory), True
        try:
            yield
        except BaseException:
            self._memory = before
            raise
        finally:
            self._inside = False

    def reserve_number(self, prefix: str, year: int) -> str:
        """See `Registry`."""
        ordinal = self._memory.numbers.get((prefix, year), 0) + 1
        self._memory.numbers[prefix, year] = ordinal
        number = number_text(prefix, year, ordinal)
        self._memory.free_numbers.add(number)
        return number

    def reserve_status(self) -> tuple[int, int]:
        """See `Registry`."""
        lists = self._memory.taken
        if not lists or len(lists[-1]) >= self._most_taken:
            lists.append(set())
        while (index := self._draw(LIST_ENTRIES)) in lists[-1]:
            pass
        lists[-1].add(index)
        return len(lists), index

    def record(
        self, leaf: Leaf, data: bytes, number: str = "", status: tuple[int, int] | None = None, about: str = ""
    ) -> None:
        """See `Registry`."""
        known = self.by_digest(leaf.digest)
        if known is not None:
            if (known.leaf.kind, known.number, known.data) != (leaf.kind, number, data):
                raise conflict(leaf.digest, OTHER_DOCUMENT)
            return
        if number:
            self._bind(number, status)
            self._memory.histories[number] = [StateChange(number, State.ISSUED, "", leaf.time)]
        self._memory.documents.append(Recorded(leaf.digest, leaf, None, number, data, about))

    def _bind(self, number: str, status: tuple[int, int] | None) -> None:
        memory = self._memory
        if number not in memory.free_numbers:
            raise conflict(number, NOT_RESERVED)
        if status is not None:
            one, index = status
            if not 1 <= one <= len(memory.taken) or index not in memory.taken[one - 1]:
                raise conflict(number, NOT_RESERVED)
            if status in memory.entries.values():
                raise conflict(number, NOT_RESERVED)
            memory.entries[number] = status
        memory.free_numbers.remove(number)

    def pending(self) -> Sequence[Recorded]:
        """See `Registry`."""
        return self._memory.documents[self._memory.size :]

    def logged(self, digests: Sequence[str], first_index: int) -> None:
        """See `Registry`."""
        memory = self._memory
        waiting = memory.documents[memory.size :][: len(digests)]
        if first_index != memory.size or [one.digest for one in waiting] != list(digests):
            raise conflict(digests[0] if digests else "", NOT_NEXT)
        for index, one in enumerate(waiting, first_index):
            memory.documents[index] = replace(one, index=index)
        memory.size += len(digests)

    def size(self) -> int:
        """See `Registry`."""
        return self._memory.size

    def logged_from(self, index: int) -> Iterator[Recorded]:
        """See `Registry`."""
        return iter(self._memory.documents[index : self._memory.size])

    def published(self) -> int:
        """See `Registry`."""
        return self._memory.published

    def mark_published(self, size: int) -> None:
        """See `Registry`."""
        self._memory.published = size

    def by_digest(self, digest: str) -> Recorded | None:
        """See `Registry`."""
        return next((one for one in self._memory.documents if one.digest == digest), None)

    def by_number(self, number: str) -> Recorded | None:
        """See `Registry`."""
        return next((one for one in self._memory.documents if number and one.number == number), None)

    def documents(self, kind: str) -> Iterator[Recorded]:
        """See `Registry`."""
        return (one for one in tuple(self._memory.documents) if one.leaf.kind == kind)

    def about(self, kind: str, what: str) -> Sequence[Recorded]:
        """See `Registry`."""
        return [one for one in self.documents(kind) if one.about == what]

    def newest(self, kind: str, what: str | None = None) -> Recorded | None:
        """See `Registry`."""
        found = [one for one in self.documents(kind) if what is None or one.about == what]
        return found[-1] if found else None

    def change_state(self, change: StateChange) -> None:
        """See `Registry`."""
        history = self._memory.histories.get(change.number, [])
        check_change(history[-1] if history else None, change)
        history.append(change)

    def state_of(self, number: str) -> State | None:
        """See `Registry`."""
        history = self._memory.histories.get(number)
        return history[-1].state if history else None

    def changes(self, number: str) -> Sequence[StateChange]:
        """See `Registry`."""
        return tuple(self._memory.histories.get(number, ()))

    def status_of(self, number: str) -> tuple[int, int] | None:
        """See `Registry`."""
        return self._memory.entries.get(number)

    def bits(self, purpose: StatusPurpose, list_number: int) -> bytes:
        """See `Registry`."""
        bits = bytes(LIST_ENTRIES // 8)
        for number, (one, index) in self._memory.entries.items():
            if one == list_number and self._memory.histories[number][-1].state in SET_IN[purpose]:
                bits = with_bit(bits, index)
        return bits

    def lists(self) -> int:
        """See `Registry`."""
        return len(self._memory.taken)
