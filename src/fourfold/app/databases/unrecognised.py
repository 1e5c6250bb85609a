"""Why a source cannot be used: of no known format for a reason its first bytes tell, or of one, with nothing in it."""

from __future__ import annotations

import codecs
import re

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Term, params_of
from fourfold.data.databases.assemble import Assembled
from fourfold.data.databases.readers import Reader
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import Package

FILE_EMPTY = MessageKind(
    "import-file-empty",
    N_("{found} is empty: it holds not a single byte"),
    N_("a complete file"),
    N_("fetch or export it again"),
)
ENCODING_UNKNOWN = MessageKind(
    "import-encoding-unknown",
    N_("{found} says that it is written in {encoding}, an encoding that is not known here"),
    N_("UTF-8, or another encoding that XML programs know"),
    N_("export it again in UTF-8"),
)
SIMAPRO_CSV = MessageKind(
    "import-simapro-csv",
    N_("{found} is a SimaPro CSV file, which is not read here"),
    N_("openLCA JSON-LD, ILCD, TIDAS, EcoSpold, or a table of factors"),
    N_("export from SimaPro as EcoSpold, or open the file in openLCA and export it as JSON-LD"),
)
NOTHING_READ = MessageKind(
    "import-nothing-read",
    N_("{found} was read as {format}, and there is no process, flow or factor in it that can be used"),
    N_("processes, flows or factors"),
    N_("give the whole package; what is listed besides says what was found and why it is not used"),
)
NOTHING_ALONE = MessageKind(
    "import-nothing-alone",
    N_("{found} holds {count} {what}, which make no database by themselves"),
)
_LOOKED_AT = 200
_SHOWN = 20
_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']{1,60})[\"']")
_HELD = {
    "units": Term(N_("units")),
    "properties": Term(N_("flow properties")),
    "documents": Term(N_("sources and persons")),
    "parameters": Term(N_("parameters")),
}
_SIMAPRO = re.compile(rb"^(?:\xef\xbb\xbf)?\s*\"?\{SimaPro\b", re.IGNORECASE)


def reasons(package: Package) -> list[Problem]:
    """What the first bytes of the files tell; none where they tell nothing."""
    found = (_reason(name, package.beginning(name, 512)) for name in package.names[:_LOOKED_AT])
    return [problem for problem in found if problem is not None][:_SHOWN]


def nothing_in(package: Package, reader: Reader, assembled: Assembled, report: ImportReport) -> InputError:
    """That nothing could be used: what there is instead, the first of what was refused, and what was not read."""
    place = Place(package.name)
    told = [Problem(NOTHING_READ, place, params_of({"found": package.name, "format": reader.title}))]
    for name, what in _HELD.items():
        if count := assembled.tables[name].height:
            params = params_of({"found": package.name, "count": count, "what": what})
            told.append(Problem(NOTHING_ALONE, place, params, "warning"))
    refused = [Problem(f.problem.kind, f.problem.place, f.problem.params) for f in report.of(Effect.REFUSED)]
    others = [found[0].problem for (effect, _), found in report.by_rule().items() if effect is not Effect.REFUSED]
    return InputError([*told, *refused[:_SHOWN], *others[:_SHOWN]])


def _reason(name: str, beginning: bytes) -> Problem | None:
    if not beginning:
        return _problem(FILE_EMPTY, name)
    if _SIMAPRO.match(beginning):
        return _problem(SIMAPRO_CSV, name)
    named = _ENCODING.match(beginning)
    if named is not None and not _is_known(encoding := named[1].decode("ascii", "replace")):
        return _problem(ENCODING_UNKNOWN, name, encoding=encoding)
    return None


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        return False
    return True


def _problem(kind: MessageKind, name: str, **params: str) -> Problem:
    return Problem(kind, Place(name), params_of({"found": name, **params}))
