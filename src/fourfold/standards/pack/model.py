"""The noun RulePack: one edition of a standard as data. Frozen values; nothing here reads a file or evaluates a rule.

Texts are mappings of language (``en``, ``zh``) to text. A pack never holds a standard's own words: clauses are
paraphrased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fourfold.core.problems import NOWHERE, Place
from fourfold.standards.pack.identity import Document as Document
from fourfold.standards.pack.identity import Effective as Effective
from fourfold.standards.pack.identity import Identity as Identity
from fourfold.standards.pack.identity import PackKind as PackKind
from fourfold.standards.pack.identity import Parent as Parent
from fourfold.standards.pack.identity import ReadExtent as ReadExtent
from fourfold.standards.pack.identity import Reading as Reading
from fourfold.standards.pack.identity import ReviewStatus as ReviewStatus
from fourfold.standards.pack.identity import Texts as Texts

PHASES = ("draft", "submit", "verify", "issue")
"""Phases of a study's way to a certificate, in order; a severity may differ between them."""


class Modality(StrEnum):
    """How strongly a clause binds, the strongest first."""

    SHALL = "shall"
    SHOULD = "should"
    MAY = "may"
    INFO = "info"


class Severity(StrEnum):
    """What an unmet requirement does to the outcome."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


SEVERITY_OF_MODALITY = {
    Modality.SHALL: Severity.BLOCK,
    Modality.SHOULD: Severity.WARN,
    Modality.MAY: Severity.NOTE,
    Modality.INFO: Severity.NOTE,
}


class Change(StrEnum):
    """What a child's requirement does to one of its parent."""

    NONE = ""
    TIGHTEN = "tighten"
    """Both must hold: the parent's test and the child's."""
    OVERRIDE = "override"
    """The child's stands in the parent's place; needs a reason, and may not weaken the modality."""
    JUSTIFIED = "justified"
    """As override, and may weaken the modality or take the requirement away (modality ``info``); needs a reason."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the document, in our words.

    Attributes:
        id: its name in the pack: the number where it is known, else a word of ours.
        number: as in the document; empty where unknown.
        parent: id of the clause around it; empty at the top.
        heading, paraphrase: our words.
        modality: how strongly it binds.
        equivalents: the same in other documents, as ``ISO 14067:2018#6.3.1``.
        status: how far the number and content are confirmed: ``confirmed``, ``secondary``, ``memory``.
    """

    id: str
    number: str
    parent: str
    heading: Texts
    paraphrase: Texts
    modality: Modality
    equivalents: tuple[str, ...] = ()
    status: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of a parameter from a day to the day before another; text as in the file, decimals exact."""

    start: date | None
    end: date | None
    value: str
    clause: str
    source: str
    status: str
    place: Place = NOWHERE

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, date or text rules refer to as ``param.NAME``.

    Attributes:
        name: its name.
        unit: of a number, ``1`` for shares; ``date`` or ``text`` for those.
        stricter: ``lower`` or ``higher``: which way a child may move it without a reason; empty: neither.
        values: by date, not overlapping.
    """

    name: str
    unit: str
    stricter: str
    values: tuple[DatedValue, ...]
    meaning: Texts = field(default_factory=dict)
    reason: Texts = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that must hold.

    Attributes:
        id: unique in the pack, dotted.
        item: number in a checklist people use, if any.
        clause: id of its clause.
        modality: how strongly it binds.
        applies_when: expression; empty always applies.
        test: expression; empty where a person judges.
        ask: what to judge, where a person does; exactly one of the two is there.
        evidence: dictionary names whose values stand beside the verdict.
        severity: by phase; where a phase is missing that of the modality.
        says: by ``pass``, ``fail``, ``unknown``: what to say, with ``{names}`` filled from the trace.
        guidance: how to repair.
        change: what it does to the parent's requirement named in `overrides`.
        overrides: ``pack#requirement``; empty where it is new.
        reason: why.
    """

    id: str
    item: str
    clause: str
    modality: Modality
    applies_when: str
    test: str
    ask: Texts
    evidence: tuple[str, ...]
    severity: Mapping[str, Severity]
    says: Mapping[str, Texts]
    guidance: Texts
    change: Change = Change.NONE
    overrides: str = ""
    reason: Texts = field(default_factory=dict)
    place: Place = NOWHERE

    @property
    def is_for_a_person(self) -> bool:
        """Whether a person judges."""
        return not self.test

    def severity_in(self, phase: str) -> Severity:
        """What it does to the outcome when it is not met in a phase."""
        return self.severity.get(phase, SEVERITY_OF_MODALITY[self.modality])


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the Method a pack compiles to.

    Attributes:
        key: such as ``gwp_set`` or ``instruments.match``; see `fourfold.accounting.method_files.MethodFile`.
        value: as in a method file; lists with `` | `` between.
        clause: id of the clause it rests on; empty where none is known.
        status: how far it is confirmed.
        reason: why a child departs from its parent, or what the choice rests on.
    """

    key: str
    value: str
    clause: str
    status: str = ""
    reason: Texts = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that must stand in a report made under the pack.

    Attributes:
        id: its name.
        clause: id of its clause.
        what: our words.
        fact: dictionary name that holds it; empty where the report itself does.
    """

    id: str
    clause: str
    what: Texts
    fact: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Example:
    """A fragment of facts and the verdicts it must give.

    Attributes:
        id: begins with ``pass-``, ``fail-``, ``unknown-`` or ``not-applicable-`` and says what it shows.
        base: example whose facts it starts from; empty for none.
        given: text by fact; rows of lists as ``study.cut_offs.1.estimated_share`` (rows count from 1); an empty text
            takes a fact of the base away; ``study.cut_offs`` given as empty text takes its rows away.
        day: day of the study's date; ``None`` takes the base's, or the first day in force.
        expected: verdict by requirement; for those not named nothing is expected.
        given_at, expected_at: where each fact and each expected verdict stands.
    """

    id: str
    base: str
    given: Mapping[str, str]
    day: date | None
    expected: Mapping[str, str]
    place: Place = NOWHERE
    given_at: Mapping[str, Place] = field(default_factory=dict)
    expected_at: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RulePack:
    """One edition of a standard as data.

    Attributes:
        digest: SHA-256 of the canonical form of its tables; the same for folder, archive and workbook.
        origin: where it was found, for messages: ``shipped``, or the path.
    """

    identity: Identity
    clauses: tuple[Clause, ...]
    parameters: tuple[Parameter, ...]
    requirements: tuple[Requirement, ...]
    choices: tuple[Choice, ...]
    disclosures: tuple[Disclosure, ...]
    examples: tuple[Example, ...]
    digest: str
    origin: str

    @property
    def id(self) -> str:
        """Its id."""
        return self.identity.id
