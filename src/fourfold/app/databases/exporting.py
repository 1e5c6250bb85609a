"""Let a life-cycle database leave: as a file other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fourfold.app.outputs import OUTPUT_UNWRITABLE, check_places
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.data.databases.database import Database
from fourfold.data.databases.linking import link
from fourfold.data.databases.products import products_of
from fourfold.data.databases.profile import PROFILES, Profile
from fourfold.data.databases.roles import rows_of
from fourfold.exchange.openlca import Exported, write_openlca

DECLARED = "declared"
OUTPUT_IS_THERE = MessageKind(
    "export-output-is-there",
    N_("{found} is there already"),
    N_("a name that is not taken"),
    N_("name another path with {option}, or replace the file with --force"),
)
ENDING_UNKNOWN = MessageKind(
    "export-ending-unknown",
    N_("{found} does not end as the archive that is written"),
    N_("a name that ends in .zip"),
    N_("name another path with {option}"),
)
NOTHING_TO_EXPORT = MessageKind(
    "export-nothing",
    N_("{found} holds no process: there is nothing to write in this format"),
    N_("a database of processes"),
    N_("its factors are listed by: fourfold data search WORDS --database {found}"),
)
NO_SUCH_PROVIDERS = MessageKind(
    "export-no-such-providers",
    N_("{found} is no rule by which providers are written"),
    N_("one of {choices}"),
    N_("correct --providers"),
)


def export_database(database: Database, file: Path, *, providers: str = DECLARED, force: bool = False) -> Exported:
    """Write a database as openLCA JSON-LD, version 2; the file is there whole or not at all.

    Args:
        database: what is written.
        file: where it goes.
        providers: ``declared`` writes those the source names and those a user chose; the id of a profile writes for
            every other row the one that this profile takes.
        force: whether a file that is there is replaced.

    Raises:
        InputError: the file may not or cannot be written, there is no such rule for providers, or there is no process.
    """
    if file.suffix.casefold() != ".zip":
        raise _failure(ENDING_UNKNOWN, "-o", found=file.name, option="-o")
    if not database.processes.height:
        raise _failure(NOTHING_TO_EXPORT, database.info.name, found=database.info.name)
    check_places({"-o": file})
    if file.exists() and not force:
        raise _failure(OUTPUT_IS_THERE, "-o", found=file, option="-o")
    if providers not in (DECLARED, *PROFILES):
        raise _failure(NO_SUCH_PROVIDERS, "--providers", found=providers, choices=", ".join((DECLARED, *PROFILES)))
    links = {} if providers == DECLARED else decided_links(database, PROFILES[providers])
    exported = write_openlca(database, links)
    try:
        write_atomically(file, exported.data)
    except OSError as error:
        raise _failure(OUTPUT_UNWRITABLE, "-o", found=file, reason=error.strerror or error) from error
    return exported


def decided_links(database: Database, profile: Profile) -> Mapping[int, str]:
    """The process that a profile takes for each need, by row number of the exchange; needs cut off are left out."""
    rows = rows_of(database)
    products = products_of(database, rows, profile.several)
    links = link(database, rows, products, profile.links)
    ids = database.processes["id"].to_list()
    pairs = zip(links.exchanges.tolist(), links.providers.tolist(), strict=True)
    return {number: ids[products.processes[provider]] for number, provider in pairs if provider >= 0}


def _failure(kind: MessageKind, place: str, **params: object) -> InputError:
    return InputError([Problem(kind, Place(place), params_of(params))])
