"""Rule packs as a table, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from fourfold.app.packs import Listed
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words
from fourfold.standards.pack.editions import spelled_dates
from fourfold.standards.pack.model import PackKind, ReviewStatus, RulePack

KIND_WORDS = {
    PackKind.CORE: N_("core rules"),
    PackKind.PCR: N_("product category"),
    PackKind.PSR: N_("product"),
    PackKind.SCHEME: N_("scheme"),
    PackKind.SUPPLY: N_("electricity"),
}
STATUS_WORDS = {
    ReviewStatus.DRAFT: N_("draft"),
    ReviewStatus.REVIEWED: N_("reviewed"),
    ReviewStatus.VERIFIED: N_("verified"),
}


def show_list(packs: Sequence[RulePack], lang: Lang) -> None:
    """Print one line a pack."""
    w, console = words(lang), plain_console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("pack")), overflow="fold", min_width=27)
    table.add_column(w(N_("sort")), overflow="fold", min_width=8)
    table.add_column(w(N_("in force")), overflow="fold", min_width=12)
    table.add_column(w(N_("status")), no_wrap=True)
    table.add_column(w(N_("rules")), justify="right", no_wrap=True)
    for pack in packs:
        identity = pack.identity
        table.add_row(
            Text.assemble((f"{pack.id} {identity.version}", "bold"), f"\n{w.name(identity.title)}"),
            w(KIND_WORDS[identity.kind]),
            dates_for_people(pack),
            w(STATUS_WORDS[identity.status]),
            str(len(pack.requirements)),
        )
    console.print(table)


def dates_for_people(pack: RulePack) -> str:
    """When an edition is in force; an open end is left open."""
    return spelled_dates(pack).replace("/", " – ").removesuffix(" ..")


def list_document(listed: Listed) -> JSON:
    """The packs as JSON: format ``packs/1``."""
    return {"fourfold": "packs/1", "packs": [pack_document(pack) for pack in listed.packs]}


def pack_document(pack: RulePack) -> dict[str, JSON]:
    """Who a pack is, as JSON."""
    identity = pack.identity
    document, effective = identity.document, identity.document.effective
    return {
        "id": pack.id,
        "standard": identity.standard,
        "kind": identity.kind,
        "version": identity.version,
        "title": dict(identity.title),
        "document": {
            "number": document.number,
            "issuer": document.issuer,
            "edition": document.edition,
            "published": document.published.isoformat() if document.published else None,
            "url": document.url,
            "effective": {
                "from": effective.start.isoformat() if effective.start else None,
                "to": effective.end.isoformat() if effective.end else None,
            },
            "transition": dict(document.transition),
        },
        "read": {
            "extent": identity.reading.extent,
            "by": identity.reading.by,
            "on": identity.reading.on.isoformat() if identity.reading.on else None,
            "note": dict(identity.reading.note),
        },
        "status": identity.status,
        "derives_from": [{"id": parent.id, "versions": parent.versions} for parent in identity.derives_from],
        "applies_to": {scheme: list(codes) for scheme, codes in identity.codes.items()},
        "licence": identity.licence,
        "unknown": dict(identity.unknown),
        "requirements": len(pack.requirements),
        "digest": pack.digest,
        "origin": pack.origin,
    }
