"""Names, categories and references of datasets."""

from __future__ import annotations

from fourfold.data.databases.formats.ilcd.tree import Node, preferred

_PARTS = (
    "baseName",
    "treatmentStandardsRoutes",
    "mixAndLocationTypes",
    "functionalUnitFlowProperties",
    "flowProperties",
)


def dataset_names(information: Node | None) -> dict[str, str]:
    """The name of a process or flow by language: its parts joined by semicolons.

    Args:
        information: the element ``dataSetInformation``.
    """
    if information is None:
        return {}
    names: dict[str, list[str]] = {}
    for part in _PARTS:
        for language, text in information.by_language("name", part).items():
            if part == "baseName" or language in names:
                names.setdefault(language, []).append(text)
    return {language: "; ".join(parts) for language, parts in names.items()}


def categories(information: Node | None) -> tuple[str, ...]:
    """The path of the first classification, outermost first; the compartment of an elementary flow."""
    for path, step in ((("elementaryFlowCategorization",), "category"), (("classification",), "class")):
        system = information.first("classificationInformation", *path) if information else None
        if system is not None:
            levels = [node for node in system.all(step) if node.text]
            levels.sort(
                key=lambda node: (
                    int(level)
                    if (level := node.attribute("level")).isascii() and level.isdecimal() and len(level) < 4
                    else 0
                )
            )
            return tuple(node.text for node in levels)
    return ()


def reference(node: Node | None) -> tuple[str, str]:
    """Id and short description of what a reference means; empty texts where it says nothing."""
    if node is None:
        return "", ""
    return node.attribute("refObjectId").casefold(), preferred(node.by_language("shortDescription"))


def joined(node: Node | None, *paths: tuple[str, ...]) -> str:
    """Texts at several paths in the preferred language, one paragraph each."""
    if node is None:
        return ""
    texts = (preferred(node.by_language(*path)) for path in paths)
    return "\n".join(dict.fromkeys(text for text in texts if text))
