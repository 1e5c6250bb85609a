"""What readings of an XML file are: energy or something else, of which flow, intervals or registers, in which unit.

IEC 61968-9 and ESPI share the enumerations. A reading type of IEC 61968-9 is a code of eighteen numbers:
macro period, aggregate, measuring period, accumulation, flow direction, commodity, kind, two of harmonics, two of
arguments, time of use, critical peak, tier, phases, power of ten, unit, currency. The numbers used here are from memory
of IEC 61968-9 Annex C.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.electricity.specs import MeterSpec

CHANNEL_MISSING = MessageKind(
    "readings-channel",
    N_("{found} does not say which of the readings of the file are meant"),
    N_("one of: {channels}"),
    N_("write one of the names into the column channel in {declared}"),
)
READINGS_NONE = MessageKind(
    "readings-none",
    N_("the file holds no readings of {what}"),
    N_("readings of intervals or of a register, as the column reading says"),
    N_("check that it is the right file, and the column reading in {declared}"),
)
NOT_ENERGY = MessageKind(
    "readings-not-energy",
    N_("the readings {found} are not active energy (unit code {unit}, commodity code {commodity})"),
    N_("electrical energy in Wh (unit code 72, commodity code 0, 1 or 2)"),
    N_("name other readings in the column channel in {declared}, or export energies"),
)
POWER_UNFIT = MessageKind(
    "readings-power-of-ten",
    N_("the readings {found} are in 10^{exponent} Wh"),
    N_("10^-3 Wh to 10^12 Wh"),
    N_("check the power of ten in the file, and export it again"),
)
UNIT_DIFFERS = MessageKind(
    "readings-unit-differs",
    N_("the file says its readings are in 10^{exponent} Wh, the declaration says {found}"),
    N_("the unit of the file, or none"),
    N_("clear the column energy_unit in {declared}"),
)
UNIT_UNSAID = MessageKind(
    "readings-unit-unsaid",
    N_("neither the file nor the declaration says the unit of the readings {found}"),
    N_("a unit such as kWh"),
    N_("fill the column energy_unit in {declared}"),
)
FLOW_UNFIT = MessageKind(
    "readings-flow",
    N_("the readings {found} are of the {flow}; the meter has the role {role}"),
    N_("role load: what is taken from the grid (forward); export: what is sent to it (reverse); generation: either"),
    N_("name other readings in the column channel, or correct the role in {declared}"),
)
READING_UNFIT = MessageKind(
    "readings-accumulation",
    N_("the readings {found} are {accumulation}, the declaration says {reading}"),
    N_("reading = interval for energies of intervals, register for a register that counts up"),
    N_("correct the column reading in {declared}, or name other readings in the column channel"),
)

WATT_HOURS = 72
_POWERS = range(-3, 13)
_MOST_LISTED = 12
_COMMODITIES = (0, 1, 2)
_FLOWS: Mapping[int, str] = {
    0: N_("flow that is not said"),
    1: N_("forward flow"),
    4: N_("net flow"),
    19: N_("reverse flow"),
    20: N_("sum of both flows"),
}
_OTHER_FLOW = N_("flow of another kind")
_ALLOWED_FLOWS: Mapping[str, tuple[int, ...]] = {"load": (0, 1), "export": (0, 19), "generation": (0, 1, 19)}
_INTERVALS, _REGISTERS = (4,), (1, 2, 3, 9)
_ACCUMULATIONS: Mapping[str, tuple[int, ...]] = {"interval": _INTERVALS, "register": _REGISTERS}
_CODE_LENGTH = 18
_WORDS: Mapping[str, Mapping[str, int]] = {
    "unit": {"wh": WATT_HOURS, "w": 38, "varh": 73, "vah": 71, "var": 63, "va": 61},
    "multiplier": {"none": 0, "k": 3, "m": 6, "g": 9, "": 0},
    "flowDirection": {"": 0, "none": 0, "forward": 1, "net": 4, "reverse": 19, "total": 20},
    "accumulation": {"": 0, "none": 0, "bulkquantity": 1, "continuouscumulative": 2, "cumulative": 3, "deltadata": 4}
    | {"summation": 9},
    "commodity": {"": 0, "none": 0, "electricitysecondarymetered": 1, "electricityprimarymetered": 2},
}
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class ReadingType:
    """What readings are, in the numbers of IEC 61968-9.

    Attributes:
        unit: code of the unit, `WATT_HOURS` for energy; ``None`` where nothing is said.
        exponent: power of ten of the unit.
        flow: direction; 0 where it is not said.
        accumulation: 4 for energies of intervals, 1, 2, 3 or 9 for registers; 0 where it is not said.
        commodity: 1 and 2 for electricity; 0 where it is not said.
    """

    unit: int | None = None
    exponent: int = 0
    flow: int = 0
    accumulation: int = 0
    commodity: int = 0

    @property
    def spelled(self) -> str:
        """For a list of channels."""
        return f"10^{self.exponent} unit {'–' if self.unit is None else self.unit}, flow {self.flow}"


def reading_type_of_code(code: str) -> ReadingType | None:
    """From a code of eighteen numbers; ``None`` where it is none."""
    parts = code.split(".")
    if len(parts) != _CODE_LENGTH or not all(part.removeprefix("-").isascii() and _is_short(part) for part in parts):
        return None
    numbers = [int(part) for part in parts]
    return ReadingType(numbers[16] or None, numbers[15], numbers[4], numbers[3], numbers[5])


def reading_type_of_words(words: Mapping[str, str]) -> ReadingType:
    """From the elements of a reading type by name, each a word or a number; an unknown word is no energy."""
    found = {name: _number(name, text.strip()) for name, text in words.items()}
    unit = found.get("unit")
    rest = {name: found.get(name, 0) for name in ("multiplier", "flowDirection", "accumulation", "commodity")}
    return ReadingType(unit, rest["multiplier"], rest["flowDirection"], rest["accumulation"], rest["commodity"])


def _number(name: str, text: str) -> int:
    if _is_short(text):
        return int(text)
    folded = text.casefold()
    # "m" is milli and "M" is mega: only these two differ by case.
    return -3 if name == "multiplier" and text == "m" else _WORDS.get(name, {}).get(folded, _UNKNOWN)


def _is_short(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 9


@dataclass(frozen=True, slots=True)
class Channel:
    """Readings of one kind of one meter in a file.

    Attributes:
        names: texts by which they can be named, the fullest first.
        type: what they are.
        line: where they begin.
    """

    names: tuple[str, ...]
    type: ReadingType
    line: int

    @property
    def name(self) -> str:
        """The fullest name."""
        return self.names[0]


def choose_channel(channels: Sequence[Channel], spec: MeterSpec, problems: Problems) -> Channel | None:
    """The one the declaration means: the only one, or the one it names; reported where that is not one."""
    place = spec.place.at("channel")
    meant = [one for one in channels if spec.channel in one.names] if spec.channel else list(channels)
    if len(meant) == 1:
        return meant[0]
    if not channels:
        what = Term(N_("a register")) if spec.reading == "register" else Term(N_("intervals"))
        problems.error(READINGS_NONE, Place(spec.file), what=what, declared=spec.place)
        return None
    listed = "; ".join(f"{one.name} ({one.type.spelled})" for one in channels[:_MOST_LISTED])
    listed += f"; … ({len(channels)})" if len(channels) > _MOST_LISTED else ""
    problems.error(CHANNEL_MISSING, place, found=spec.channel or "–", channels=listed, declared=spec.place)
    return None


def unit_exponent_of(channel: Channel, spec: MeterSpec, declared: int | None, problems: Problems) -> int | None:
    """Power of ten, in Wh, of the unit of the readings; nothing after reporting that they are not what is declared.

    Args:
        channel: the readings.
        spec: the meter's row.
        declared: power of ten of the declared unit; ``None`` where none is declared.
        problems: receives what is wrong.
    """
    kind, place = channel.type, Place(spec.file, channel.line)
    params = {"found": channel.name, "declared": spec.place}
    before = len(problems)
    if kind.commodity not in _COMMODITIES or kind.unit not in (None, WATT_HOURS):
        problems.error(NOT_ENERGY, place, **params, unit=kind.unit, commodity=kind.commodity)
        return None
    if kind.exponent not in _POWERS:
        problems.error(POWER_UNFIT, place, **params, exponent=kind.exponent)
        return None
    if kind.flow not in _ALLOWED_FLOWS.get(spec.role, (kind.flow,)):
        flow = Term(_FLOWS.get(kind.flow, _OTHER_FLOW))
        problems.error(FLOW_UNFIT, place, **params, flow=flow, role=spec.role)
    reading = spec.reading or "interval"
    if kind.accumulation not in (0, *_ACCUMULATIONS[reading]):
        what = Term(N_("of a register") if kind.accumulation in _REGISTERS else N_("of intervals or moments"))
        problems.error(READING_UNFIT, place, **params, accumulation=what, reading=reading)
    if kind.unit is None and declared is None:
        problems.error(UNIT_UNSAID, place, **params)
    elif kind.unit is not None and declared not in (None, kind.exponent):
        said = {"exponent": kind.exponent, "found": spec.energy_unit, "declared": spec.place}
        problems.error(UNIT_DIFFERS, spec.place.at("energy_unit"), **said)
    if len(problems) > before:
        return None
    return declared if kind.unit is None else kind.exponent
