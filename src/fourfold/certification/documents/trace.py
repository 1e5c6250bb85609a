"""The traceability statement: these kWh of this batch, these hours, these plants. Type ``PowerTraceabilityStatement``.

The keeper of a claim ledger states, as of the end of a ledger day, which claims of an account cover what its meters
measured, and what of it counts for a batch. Everything is whole Wh; what the parts say together is checked when the
statement is made and when it is read (`trace_checks`). That each claimed Wh is claimed by this account and by nobody
else is proven beside it, by the sum tree of the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential
from fourfold.certification.documents.ledger_parts import day_of
from fourfold.certification.documents.parts import check_document
from fourfold.certification.documents.trace_shape import TRACE
from fourfold.core.json_node import Node
from fourfold.core.problems import Place, Problems, Texts
from fourfold.electricity.ledger.model import Certificate
from fourfold.electricity.ledger.records import CERTIFICATE
from fourfold.electricity.supply.criteria import MatchWindow


@dataclass(frozen=True, slots=True)
class TracedBatch:
    """What the power made.

    Attributes:
        product: names by language.
        batch: its number.
        identifiers: of the product or the batch.
        amount, unit: declared units or pieces in it.
    """

    product: Texts
    batch: str
    identifiers: tuple[str, ...]
    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class TracedMeter:
    """A meter: its short name, name, area, and the length of its intervals."""

    meter: str
    name: str
    area: str
    step_s: int


@dataclass(frozen=True, slots=True)
class TracedInterval:
    """An interval of a meter.

    Attributes:
        meter, start_s: which.
        measured_wh: what the meter measured.
        energy_wh: of it, what the batch used.
    """

    meter: str
    start_s: int
    measured_wh: int
    energy_wh: int


@dataclass(frozen=True, slots=True)
class TracedPlant:
    """A plant: its short name, name, technology and area."""

    plant: str
    name: str
    technology: str
    area: str


@dataclass(frozen=True, slots=True)
class TracedClaim:
    """A claim of the ledger.

    Attributes:
        claim: its entry.
        certificate, first_wh, stop_wh: what is claimed, half open.
        meter, start_s: for which interval.
        covered_wh: how much of the interval it covers.
        counted_wh: of that, how much counts for the batch.
        window, market: within which certificate and use lie.
        loss_ppm: losses of delivery, in millionths of what is claimed.
    """

    claim: int
    certificate: str
    first_wh: int
    stop_wh: int
    meter: str
    start_s: int
    covered_wh: int
    counted_wh: int
    window: MatchWindow
    market: str
    loss_ppm: int

    @property
    def claimed_wh(self) -> int:
        """How much is claimed, at the plant."""
        return self.stop_wh - self.first_wh

    @property
    def arrives_wh(self) -> int:
        """What of it arrives at the meter, whole Wh: claimed × (1 − losses), rounded down."""
        return self.claimed_wh * (1_000_000 - self.loss_ppm) // 1_000_000


@dataclass(frozen=True, slots=True)
class TraceTotals:
    """Sums in Wh: see the members of the document. The maps are of what counts."""

    energy_wh: int
    claimed_wh: int
    covered_wh: int
    counted_wh: int
    unmatched_wh: int
    by_plant: Mapping[str, int]
    by_technology: Mapping[str, int]
    by_area: Mapping[str, int]
    by_month: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TraceRule:
    """What the claims have in common: windows, markets and losses that occur among them."""

    windows: tuple[str, ...]
    markets: tuple[str, ...]
    losses_ppm: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TracedCertificate:
    """A certificate with the digest that the ledger's lots bear."""

    digest: str
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class TraceContent:
    """What a statement says.

    Attributes:
        ledger: id of the ledger.
        day: ledger day as of whose end it speaks, days since 1970-01-01; `day_digest` of its document.
        account, account_name: who claimed.
        batch: what the power made; ``None``: all that the meters measured.
        supersedes: digest of the statement whose place it takes, or empty.
        start_s, end_s: period.
        meters, intervals, plants, certificates, claims: in order.
        totals, rule: of all of them.
    """

    ledger: str
    day: int
    day_digest: str
    account: str
    account_name: str
    batch: TracedBatch | None
    supersedes: str
    start_s: int
    end_s: int
    meters: tuple[TracedMeter, ...]
    intervals: tuple[TracedInterval, ...]
    plants: tuple[TracedPlant, ...]
    certificates: tuple[TracedCertificate, ...]
    claims: tuple[TracedClaim, ...]
    totals: TraceTotals
    rule: TraceRule


@dataclass(frozen=True, slots=True)
class Trace:
    """A statement as read.

    Attributes:
        issuer: DID of the keeper.
        signed: when, by the keeper's word.
        content: what it says; whether its parts agree is told by `trace_checks`.
        credential, digest: the signed document.
    """

    issuer: str
    signed: datetime
    content: TraceContent
    credential: Credential
    digest: str


def read_trace(document: Credential, place: Place, problems: Problems) -> Trace | None:
    """A statement by its form; what its parts say together, proof, log and lots are checked elsewhere."""
    if not check_document(TRACE, document, place, problems):
        return None
    node = Node(document)
    content = content_of(node.node("credentialSubject"))
    return Trace(node.text("issuer"), node.moment("validFrom"), content, document, digest_of_credential(document))


def content_of(subject: Node) -> TraceContent:
    """What the subject of a statement says, whose shape was checked."""
    account, period = subject.node("account"), subject.node("period")
    batch = None if subject.members["batch"] is None else _batch(subject.node("batch"))
    return TraceContent(
        ledger=subject.text("ledger"),
        day=day_of(subject.text("day")) or 0,
        day_digest=subject.text("dayDigest"),
        account=account.text("account"),
        account_name=account.text("name"),
        batch=batch,
        supersedes=subject.text("supersedes"),
        start_s=_seconds(period, "from"),
        end_s=_seconds(period, "until"),
        meters=tuple(
            TracedMeter(one.text("meter"), one.text("name"), one.text("area"), one.integer("stepSeconds"))
            for one in subject.nodes("meters")
        ),
        intervals=tuple(
            TracedInterval(one.text("meter"), _seconds(one, "start"), _wh(one, "measuredWh"), _wh(one, "energyWh"))
            for one in subject.nodes("intervals")
        ),
        plants=tuple(
            TracedPlant(one.text("plant"), one.text("name"), one.text("technology"), one.text("area"))
            for one in subject.nodes("plants")
        ),
        certificates=tuple(
            TracedCertificate(one.text("digest"), CERTIFICATE.read(one.object("certificate")))
            for one in subject.nodes("certificates")
        ),
        claims=tuple(_claim(one) for one in subject.nodes("claims")),
        totals=_totals(subject.node("totals")),
        rule=_rule(subject.node("rule")),
    )


def _batch(node: Node) -> TracedBatch:
    product, identifiers = node.text_map("product"), node.texts("identifiers")
    return TracedBatch(product, node.text("batch"), identifiers, node.decimal("amount"), node.text("unit"))


def _claim(node: Node) -> TracedClaim:
    return TracedClaim(
        node.integer("claim"),
        node.text("certificate"),
        _wh(node, "firstWh"),
        _wh(node, "stopWh"),
        node.text("meter"),
        _seconds(node, "start"),
        _wh(node, "coveredWh"),
        _wh(node, "countedWh"),
        MatchWindow(node.text("window")),
        node.text("market"),
        node.integer("lossPpm"),
    )


def _totals(node: Node) -> TraceTotals:
    energy, claimed, covered, counted, unmatched = (
        _wh(node, name) for name in ("energyWh", "claimedWh", "coveredWh", "countedWh", "unmatchedWh")
    )
    plant, technology, area, month = (
        {key: int(text) for key, text in node.text_map(name).items()}
        for name in ("byPlant", "byTechnology", "byArea", "byMonth")
    )
    return TraceTotals(energy, claimed, covered, counted, unmatched, plant, technology, area, month)


def _rule(node: Node) -> TraceRule:
    losses = node.members["lossesPpm"]
    return TraceRule(
        node.texts("windows"),
        node.texts("markets"),
        tuple(one for one in losses if isinstance(one, int)) if isinstance(losses, list) else (),
    )


def _seconds(node: Node, name: str) -> int:
    return int(node.moment(name).timestamp())


def _wh(node: Node, name: str) -> int:
    return int(node.text(name))
