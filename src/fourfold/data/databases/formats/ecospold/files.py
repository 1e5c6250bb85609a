"""Which files of a package are EcoSpold of one version, by their first element."""

from __future__ import annotations

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import Package
from fourfold.formats.xml_text import root_name

_LOOKED_AT = 50
_ENDINGS = (".spold", ".xml")


def recognises(package: Package, version: str, tags: tuple[bytes, ...]) -> bool:
    """Whether one of the first files is of this version.

    Args:
        package: the files.
        version: ``EcoSpold01`` or ``EcoSpold02``.
        tags: names of elements that tell a file without namespace.
    """
    names = [name for name in package.names if name.casefold().endswith(_ENDINGS)]
    names.sort(key=lambda name: not name.casefold().endswith(".spold"))
    alone = list(package.names) if len(package.names) == 1 else []
    return any(_is_of(package, name, version, tags) for name in (names or alone)[:_LOOKED_AT])


def files_of(
    package: Package, version: str, tags: tuple[bytes, ...], report: ImportReport, root: str = "ecospold"
) -> list[str]:
    """Files of this version with this root element, and those that cannot be told; others are reported.

    A file that is no sound XML at its beginning is given too, so that reading it tells what is wrong.
    """
    found: list[str] = []
    for name in package.names:
        namespace, local = root_name(package.beginning(name))
        unreadable = not local and (name.casefold().endswith(_ENDINGS) or len(package.names) == 1)
        if unreadable or (local.casefold() == root and _is_of(package, name, version, tags)):
            found.append(name)
        elif version.casefold() not in namespace.casefold() or local.casefold() == "ecospold":
            report.note(Effect.NOT_READ, shared.FILES_NOT_READ, Place(name), found=name)
            report.count("files not read")
    return found


def _is_of(package: Package, name: str, version: str, tags: tuple[bytes, ...]) -> bool:
    beginning = package.beginning(name)
    namespace, local = root_name(beginning)
    if namespace:
        return namespace.casefold().rstrip("/").endswith(version.casefold())
    return local.casefold() == "ecospold" and any(b"<" + tag in beginning for tag in tags)
