"""Instruments as certificates of a ledger: each row becomes one, issued by the issuer of its plant.

Granular certificates, monthly green certificates, guarantees of origin and other certificates are issued under their
own numbers. What was delivered under a contract, over a direct line or on site is issued to whoever uses the power;
where its attributes were sold it is issued to their buyer instead, as a certificate: attributes that travel without
their power. So whoever uses the power can claim nothing from it. How the power reached its user stays with the
certificate, since what a direct line or an on-site plant delivers is no part of the grid's mix, whoever has its
attributes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.rows import Row
from fourfold.electricity.instruments.amounts import (
    Stretch,
    WholeWh,
    end_of_day,
    month_of,
    whole_wh,
)
from fourfold.electricity.instruments.plants import (
    interval_and_energy,
    is_in_service,
    issued_after,
    names_are_known,
)
from fourfold.electricity.instruments.ranges import range_code
from fourfold.electricity.instruments.registering import Rounding
from fourfold.electricity.instruments.rows import CertificateRow, DeliveryRow, GranularRow, GreenRow, IssuedRow
from fourfold.electricity.instruments.storage import MILLION, StorageBook
from fourfold.electricity.instruments.telling import WHAT, Desk
from fourfold.electricity.ledger.faults import CHARGE_UNFIT, ENTRY_UNKNOWN
from fourfold.electricity.ledger.model import Certificate, Delivery, StorageFlag
from fourfold.electricity.ledger.operations import Issue
from fourfold.electricity.supply.criteria import InstrumentKind

NOT_DISCHARGED = MessageKind(
    "instrument-not-discharged",
    N_("the row has {column}, and is not marked as discharged energy"),
    N_("charge and efficiency on certificates of discharged energy alone"),
    N_("write discharge into the column storage, or empty the cell"),
)
CHARGE_MISSING = MessageKind(
    "instrument-charge-missing",
    N_("the certificate of discharged energy names no claim"),
    N_("the number of the claim by which the store was charged"),
    N_("claim certificates for the charging first, then name the claim in the column charge"),
)
SOLD_TO_USER = MessageKind(
    "instrument-sold-to-user",
    N_("the attributes are sold to {found}, which uses the power"),
    N_("the account of a buyer other than the user, or an empty cell"),
    N_("leave sold_to empty where the attributes were kept"),
)
GREEN_ENERGY_MISSING = MessageKind(
    "green-energy-missing",
    N_("the row says neither amount and unit nor kwh_per_certificate, or both"),
    N_("one of them: the energy of one certificate is not read from its code"),
    N_("write the energy, or 1000 into kwh_per_certificate to take the common rule as an assumption"),
)
GREEN_ENERGY_ASSUMED = MessageKind(
    "green-energy-assumed",
    N_(
        "green certificates that stand for {kwh} kWh each, as their file declares: {count}; that one certificate"
        " stands for 1,000 kWh is the common rule and unconfirmed"
    ),
)
_LEGAL_KIND = {
    "ppa": InstrumentKind.PPA,
    "supplier-product": InstrumentKind.SUPPLIER_PRODUCT,
    "direct-line": InstrumentKind.DIRECT_LINE,
    "on-site": InstrumentKind.DIRECT_LINE,
}
_BESIDE_THE_GRID = {"direct-line": Delivery.DIRECT_LINE, "on-site": Delivery.ON_SITE}
_ROUNDED = N_("certificates are of whole Wh, rounded down")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that is to be issued, with its row."""

    table: str
    row: Row
    certificate: Certificate
    to: str


@dataclass
class Issuing:
    """Makes certificates of rows.

    Attributes:
        desk: where rows become orders.
        issued: what was made, table by table.
    """

    desk: Desk
    issued: list[Issued] = field(default_factory=list)
    _seen: dict[str, Place] = field(default_factory=dict)

    def read(self) -> None:
        """All tables of instruments."""
        self._read_granular()
        self._read_green()
        self._read_certificates()
        self._read_deliveries()

    def tell(self) -> None:
        """Orders to issue them all, by the issuers of their plants."""
        for one in self.issued:
            device = self.desk.device(one.certificate.device)
            if device is not None:
                self.desk.tell(one.table, one.row, Issue(one.certificate, one.to), device.issuer)

    def _read_granular(self) -> None:
        rounding = Rounding(self.desk, "granular_certificates", _ROUNDED)
        stores = StorageBook(self.desk)
        for row in self.desk.rows(GranularRow):
            made = interval_and_energy(row, self.desk, rounding, granular=True)
            numbers = range_code(row, None if made is None else made[1].wh, self.desk.problems)
            if made is None or numbers is None:
                continue
            issued_s = issued_after(row.issued, made[0], row, self.desk)
            if issued_s is None:
                continue
            storage = self._storage(row, *made, stores)
            if storage is not None and self.desk.once(self._seen, row.certificate, row.place, "certificate"):
                plain = _certificate(row, row.certificate, InstrumentKind.GRANULAR_CERTIFICATE, *made)
                certificate = replace(plain, issued_s=issued_s, number_range=numbers)
                self._add("granular_certificates", row, _discharged(certificate, storage), row.account)
        rounding.list()

    def _read_green(self) -> None:
        rounding = Rounding(self.desk, "green_certificates", _ROUNDED)
        by_rule: dict[tuple[Place, Decimal], int] = {}
        for row in self.desk.rows(GreenRow):
            energy = self._green_energy(row)
            known = names_are_known(row.device, row.account, row, self.desk)
            if not self.desk.once(self._seen, row.code, row.place, "code") or energy is None or not known:
                continue
            if row.kwh_per_certificate is not None:
                place = Place(row.place.file, 0, "kwh_per_certificate", row.place.sheet)
                key = (place, row.kwh_per_certificate)
                by_rule[key] = by_rule.get(key, 0) + 1
            rounding.add(row.place, energy.lost)
            stretch = month_of(row.month, row.time_zone)
            certificate = Certificate(
                certificate=row.code,
                kind=InstrumentKind.CERTIFICATE,
                device=row.device,
                start_s=stretch.start_s,
                end_s=stretch.end_s,
                energy_wh=energy.wh,
                valid_until_s=end_of_day(row.valid_until),
                code=row.code,
                document=row.document,
            )
            if is_in_service(row.device, stretch, row.place, self.desk):
                self._add("green_certificates", row, certificate, row.account)
        for (place, kwh), count in by_rule.items():
            self.desk.assume(GREEN_ENERGY_ASSUMED, place, count=count, kwh=kwh)
        rounding.list()

    def _read_certificates(self) -> None:
        rounding = Rounding(self.desk, "certificates", _ROUNDED)
        for row in self.desk.rows(CertificateRow):
            made = interval_and_energy(row, self.desk, rounding)
            new = self.desk.once(self._seen, row.certificate, row.place, "certificate")
            if made is None or not new:
                continue
            issued_s = 0 if row.issued is None else issued_after(row.issued, made[0], row, self.desk)
            if issued_s is not None:
                plain = _certificate(row, row.certificate, InstrumentKind(row.kind), *made)
                self._add("certificates", row, replace(plain, issued_s=issued_s), row.account)
        rounding.list()

    def _read_deliveries(self) -> None:
        rounding = Rounding(self.desk, "deliveries", _ROUNDED)
        for row in self.desk.rows(DeliveryRow):
            made = interval_and_energy(row, self.desk, rounding)
            sold = not row.sold_to or self.desk.is_known("account", row.sold_to, row.place.at("sold_to"))
            if row.sold_to and row.sold_to == row.account:
                self.desk.problems.error(SOLD_TO_USER, row.place.at("sold_to"), found=row.sold_to)
                sold = False
            if made is None or not sold or not self.desk.once(self._seen, row.delivery, row.place, "delivery"):
                continue
            kind = InstrumentKind.CERTIFICATE if row.sold_to else _LEGAL_KIND[row.kind]
            plain = _certificate(row, row.delivery, kind, *made)
            delivery = _BESIDE_THE_GRID.get(row.kind, Delivery.GRID)
            certificate = replace(plain, contract=row.contract, delivery=delivery)
            self._add("deliveries", row, certificate, row.sold_to or row.account)
        rounding.list()

    def _add(self, table: str, row: Row, certificate: Certificate, to: str) -> None:
        self.issued.append(Issued(table, row, certificate, to))

    def _green_energy(self, row: GreenRow) -> WholeWh | None:
        if (row.amount is None) is (row.kwh_per_certificate is None) or (row.amount is None) is not (not row.unit):
            self.desk.problems.error(GREEN_ENERGY_MISSING, row.place.at("amount"))
            return None
        if row.amount is not None:
            return whole_wh(row.amount, row.unit, row.place, self.desk.problems)
        per = row.kwh_per_certificate or Decimal(0)
        return whole_wh(per, "kWh", row.place, self.desk.problems, column="kwh_per_certificate")

    def _storage(
        self, row: GranularRow, stretch: Stretch, energy: WholeWh, stores: StorageBook
    ) -> tuple[int, int, int] | None:
        """Claim, energy and efficiency that a certificate of discharged energy rests on; zeros for any other.

        ``None`` after reporting what is wrong.
        """
        place, problems = row.place, self.desk.problems
        if not row.storage:
            filled = [("charge", row.charge), ("efficiency", row.efficiency)]
            strangers = [column for column, value in filled if value is not None]
            for column in strangers:
                problems.error(NOT_DISCHARGED, place.at(column), column=column)
            return None if strangers else (0, 0, 0)
        efficiency_ppm = stores.efficiency_ppm(row, stretch)
        if row.charge is None:
            problems.error(CHARGE_MISSING, place.at("charge"))
            return None
        if efficiency_ppm is None or self.desk.ledger is None:
            return None if efficiency_ppm is None else (row.charge, 0, efficiency_ppm)
        claim = self.desk.ledger.claim(row.charge)
        if claim is None:
            problems.error(ENTRY_UNKNOWN, place.at("charge"), what=WHAT["claim"], found=row.charge)
            return None
        if energy.wh * MILLION > claim.covered_wh * efficiency_ppm:
            most = claim.covered_wh * efficiency_ppm // MILLION
            reason = f"{energy.wh} Wh > {claim.covered_wh} Wh × {efficiency_ppm} ppm = {most} Wh"
            problems.error(CHARGE_UNFIT, place.at("amount"), found=row.certificate, reason=reason)
            return None
        return row.charge, claim.covered_wh, efficiency_ppm


def _certificate(row: IssuedRow, number: str, kind: InstrumentKind, stretch: Stretch, energy: WholeWh) -> Certificate:
    return Certificate(
        certificate=number,
        kind=kind,
        device=row.device,
        start_s=stretch.start_s,
        end_s=stretch.end_s,
        energy_wh=energy.wh,
        valid_until_s=end_of_day(row.valid_until),
        document=row.document,
    )


def _discharged(certificate: Certificate, storage: tuple[int, int, int]) -> Certificate:
    charge, charge_wh, efficiency_ppm = storage
    if not charge:
        return certificate
    return replace(
        certificate,
        storage=StorageFlag.DISCHARGE,
        charge=charge,
        charge_wh=charge_wh,
        efficiency_ppm=efficiency_ppm,
    )
