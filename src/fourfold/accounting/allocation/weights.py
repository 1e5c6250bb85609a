"""Weights of the co-products of a process under each rule that divides by one number for each product.

Share of product i: ``w_i / Σ_j w_j`` with

    physical    w = v q                  v a property of one unit of amount q; without one the amounts themselves
    economic    w = p q                  p the price of one unit
    energy      w = e q                  e the energy of one unit; 1 where q is energy
    exergy      w = f e q                f = 1 for electricity, 1 − T0/T for heat at T in surroundings at T0 (kelvin)
    shares      w as given

The exergy of heat is the work a reversible engine could do with it (Carnot); heat at the temperature of its
surroundings has none and can carry no burden. (Allocation by property and price: ISO 14044:2006 4.3.4.2; clause number
from memory, not verified.)
"""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.allocation.data import Shared
from fourfold.accounting.study.rows import OutputRow
from fourfold.accounting.traced import ONE, CellBook, Traced
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.quantities import Unit, product_factor

NOT_POSITIVE = MessageKind(
    "allocation-not-positive",
    N_("{column} of the product {flow} is {found}, so it cannot carry a share"),
    N_("a number above zero for every product that burdens are divided among"),
    N_("leave the product out if it is waste or worthless, or choose another rule"),
)
UNITS_UNLIKE = MessageKind(
    "allocation-units-unlike",
    N_("the products of process {process} are given in {found}; without allocation values they cannot be compared"),
    N_("one unit for all products, or an allocation_value on each"),
    N_("fill allocation_value and allocation_unit on each product"),
)
VALUE_MISSING = MessageKind(
    "allocation-value-missing",
    N_("the rule {rule} needs a value for the product {found}"),
    N_("a price per unit (economic) or a share (shares) for every product of the process"),
    N_("fill allocation_value"),
)
VALUE_SOME = MessageKind(
    "allocation-value-some",
    N_("some products of the process {process} have an allocation value and {found} has none"),
    N_("a value for every product, or for none if their amounts themselves are compared"),
    N_("fill allocation_value"),
)
PRICE_MISSING = MessageKind(
    "allocation-price-missing",
    N_("some products of the process {process} have a price and {found} has none"),
    N_("a price for every product of the process"),
    N_("fill price and price_unit"),
)
ENERGY_MISSING = MessageKind(
    "allocation-energy-missing",
    N_("the amount of the product {found} in {unit} is no energy, and its energy value is not given"),
    N_("an amount in kWh, MJ or the like; or energy_value with its unit, such as 20 MJ/kg"),
    N_("fill energy_value and energy_unit"),
)
CARRIER_MISSING = MessageKind(
    "allocation-carrier-missing",
    N_("the rule exergy needs to know what carries the energy of the product {found}"),
    N_("energy_carrier: electricity or heat"),
    N_("fill energy_carrier; other products need another rule"),
)
TEMPERATURE_MISSING = MessageKind(
    "allocation-temperature-missing",
    N_("the rule exergy needs the temperature of the heat {found}"),
    N_("temperature and temperature_unit"),
    N_("fill both"),
)
REFERENCE_MISSING = MessageKind(
    "allocation-reference-temperature-missing",
    N_("neither the heat {found} nor the method gives the temperature of the surroundings"),
    N_("reference_temperature of the row, or reference_temperature_k of the method"),
    N_("fill reference_temperature"),
)
TOO_COLD = MessageKind(
    "allocation-heat-too-cold",
    N_("the heat {found} is delivered at {temperature} K, not above its surroundings at {reference} K"),
    N_("heat above the temperature of its surroundings, and both above zero kelvin"),
    N_("correct the temperatures or their unit, or divide by energy"),
)

_ZERO_CELSIUS_K = Decimal("273.15")


def weights(rule: str, shared: Shared, book: CellBook, problems: Problems) -> list[Traced] | None:
    """The weight of each product, in their order; ``None`` after reporting what is missing or unusable."""
    before = len(problems.errors)
    found = [_weight(rule, output, shared, book, problems) for output in shared.outputs]
    if rule == "physical" and all(output.allocation_value is None for output in _valued(rule, shared)):
        _amounts_alike(shared, problems)
    known = [weight for weight in found if weight is not None]
    return known if len(problems.errors) == before and len(known) == len(found) else None


def value_column(rule: str, shared: Shared) -> str:
    """The column the rule reads beside the amount; empty where the amounts alone are compared."""
    if rule in ("energy", "exergy"):
        return "energy_value"
    if rule == "economic" and (shared.process.allocation != "economic" or _priced(shared)):
        return "price"
    return "allocation_value" if any(o.allocation_value is not None for o in _valued(rule, shared)) else ""


def _priced(shared: Shared) -> bool:
    return any(output.price is not None for output in shared.outputs)


def _valued(rule: str, shared: Shared) -> list[OutputRow]:
    """The outputs, if their allocation values are meant for this rule: those of the rule the process names."""
    return list(shared.outputs) if shared.process.allocation == rule else []


def _weight(rule: str, output: OutputRow, shared: Shared, book: CellBook, problems: Problems) -> Traced | None:
    place = output.place
    if output.amount <= 0:
        _refuse(output, "amount", output.amount, problems)
        return None
    if rule == "shares":
        return _value(rule, output, shared, book, problems)
    amount = book.read(output.amount, place.at("amount"))
    if rule in ("energy", "exergy"):
        energy = _energy(output, amount, book, problems)
        quality = _quality(output, shared, book, problems) if rule == "exergy" else ONE
        return None if energy is None or quality is None else energy * quality
    if rule == "physical" and not any(o.allocation_value is not None for o in _valued(rule, shared)):
        first = Unit(shared.outputs[0].unit)
        own = Unit(output.unit)
        return amount.times(own.factor_to(first)) if own.measures_same_as(first) else None  # reported for all at once
    value = _value(rule, output, shared, book, problems)
    return None if value is None else amount * value


def _value(rule: str, output: OutputRow, shared: Shared, book: CellBook, problems: Problems) -> Traced | None:
    column = value_column(rule, shared) or "allocation_value"
    named = column == "price" or shared.process.allocation == rule
    value: Decimal | None = getattr(output, column) if named else None
    if value is None:
        kind = PRICE_MISSING if column == "price" else VALUE_SOME if rule == "physical" else VALUE_MISSING
        place = output.place.at(column)
        problems.error(kind, place, rule=rule, process=shared.name, found=output.flow)
        return None
    if value <= 0:
        _refuse(output, column, value, problems)
        return None
    return book.read(value, output.place.at(column))


def _energy(output: OutputRow, amount: Traced, book: CellBook, problems: Problems) -> Traced | None:
    mega = Unit("MJ")
    own = Unit(output.unit)
    if own.measures_same_as(mega):
        return amount.times(own.factor_to(mega))
    to_mega = product_factor(own, Unit(output.energy_unit), mega) if output.energy_unit else None
    if output.energy_value is None or to_mega is None:
        place = output.place.at("energy_unit" if output.energy_value is not None else "energy_value")
        problems.error(ENERGY_MISSING, place, found=output.flow, unit=output.unit)
        return None
    if output.energy_value <= 0:
        _refuse(output, "energy_value", output.energy_value, problems)
        return None
    return amount.times(to_mega) * book.read(output.energy_value, output.place.at("energy_value"))


def _quality(output: OutputRow, shared: Shared, book: CellBook, problems: Problems) -> Traced | None:
    """Work in one unit of the energy: 1, or 1 − T0/T."""
    if output.energy_carrier == "electricity":
        return ONE
    if not output.energy_carrier:
        problems.error(CARRIER_MISSING, output.place.at("energy_carrier"), found=output.flow)
        return None
    if output.temperature is None or not output.temperature_unit:
        column = "temperature" if output.temperature is None else "temperature_unit"
        problems.error(TEMPERATURE_MISSING, output.place.at(column), found=output.flow)
        return None
    hot = _kelvin(book.read(output.temperature, output.place.at("temperature")), output.temperature_unit)
    cold = reference_k(output, shared.reference_k, book)
    if cold is None:
        problems.error(REFERENCE_MISSING, output.place.at("reference_temperature"), found=output.flow)
        return None
    if not hot.value > cold.value > 0:
        params = {"temperature": decimal_text(hot.value), "reference": decimal_text(cold.value)}
        problems.error(TOO_COLD, output.place.at("temperature"), found=output.flow, **params)
        return None
    return ONE - cold / hot


def reference_k(output: OutputRow, of_method: Decimal | None, book: CellBook) -> Traced | None:
    """Temperature of the surroundings of a heat in kelvin: the row's, else the method's."""
    if output.reference_temperature is not None:
        read = book.read(output.reference_temperature, output.place.at("reference_temperature"))
        return _kelvin(read, output.temperature_unit)
    return None if of_method is None else Traced(of_method)


def _kelvin(temperature: Traced, unit: str) -> Traced:
    return temperature + Traced(_ZERO_CELSIUS_K) if unit == "C" else temperature


def _amounts_alike(shared: Shared, problems: Problems) -> None:
    if len({Unit(output.unit).dimension for output in shared.outputs}) > 1:
        found = ", ".join(dict.fromkeys(output.unit for output in shared.outputs))
        place: Place = shared.process.place.at("allocation")
        problems.error(UNITS_UNLIKE, place, process=shared.name, found=found)


def _refuse(output: OutputRow, column: str, found: Decimal, problems: Problems) -> None:
    place = output.place.at(column)
    problems.error(NOT_POSITIVE, place, column=column, flow=output.flow, found=decimal_text(found))
