"""What ``fourfold supply claim`` prints, for people and for programs."""

from __future__ import annotations

from decimal import Decimal

from rich.table import Table

from fourfold.app.supply.claim_terms import Claimed
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words
from fourfold.electricity.integers import decimal_of_fraction

CLAIM_FORMAT = "supply-claim/1"
_MOST_ROWS = 20


def claim_document(done: Claimed, opened: OpenedLedger, account: str, scheme: str) -> dict[str, JSON]:
    """What was claimed. Wh are texts: they may pass 2^53."""
    return {
        "fourfold": CLAIM_FORMAT,
        "ledger": opened.card.id,
        "account": account,
        "method": scheme,
        "dry_run": done.is_rehearsal,
        "open_wh": str(done.open_wh),
        "covered_before_wh": str(done.before_wh),
        "covered_wh": str(done.covered_wh),
        "claimed_wh": str(done.claimed_wh),
        "left_wh": str(done.left_wh),
        "claims": done.claims,
        "readings": done.readings,
        "corrections": done.corrections,
        "cut_wh": decimal_text(decimal_of_fraction(done.cut_wh)),
        "open_cut_wh": decimal_text(decimal_of_fraction(done.open_cut_wh)),
        "races": done.races,
        "certificates": {name: str(wh) for name, wh in done.by_certificate.items()},
        "meters": {
            name: {"open_wh": str(before), "covered_wh": str(covered), "left_wh": str(left)}
            for name, (before, covered, left) in done.by_meter.items()
        },
        "refused": [
            {"criterion": why, "energy_wh": str(wh), "clause": done.clauses.get(why, "")}
            for why, wh in done.refused_wh.items()
        ],
        "unused_wh": str(done.unused_wh),
        "rounded_wh": str(done.rounded_wh),
        "loss_share": decimal_text(done.loss_share),
        "loss_share_claimed": decimal_text(Decimal(done.loss_ppm).scaleb(-6)),
        "key_lacking": done.is_key_lacking,
    }


def show_claim(done: Claimed, opened: OpenedLedger, lang: Lang) -> None:
    """Print what was covered meter by meter, by which certificates, and why the rest stays open."""
    w, console = words(lang), plain_console()
    heading = N_("would be claimed in {name}, Wh") if done.is_rehearsal else N_("claimed in {name}, Wh")
    table = Table(title=w(heading, name=opened.card.name), title_justify="left", box=None, padding=(0, 2, 0, 0))
    for name in (N_("meter"), N_("open before"), N_("covered now"), N_("still open")):
        table.add_column(w(name), justify="left" if name == "meter" else "right")
    for meter, figures in done.by_meter.items():
        table.add_row(meter, *(f"{wh:,}" for wh in figures))
    console.print(table)
    for certificate, wh in list(done.by_certificate.items())[:_MOST_ROWS]:
        console.print(f"  {certificate}  {wh:,} Wh", soft_wrap=True, markup=False)
    if len(done.by_certificate) > _MOST_ROWS:
        console.print(w(N_("  … and {count} further certificates"), count=len(done.by_certificate) - _MOST_ROWS))
    for line in _said(done, lang):
        console.print(line, soft_wrap=True, markup=False)


def _said(done: Claimed, lang: Lang) -> list[str]:
    w = words(lang)
    said = [
        w(N_("{claims} claims; {before} Wh were covered before"), claims=done.claims, before=f"{done.before_wh:,}"),
        w(N_("{readings} readings told, {corrections} of them corrections"), **_readings(done)),
    ]
    lost = done.claimed_wh - done.covered_wh
    if lost:
        said.append(w(N_("{lost} Wh of the certificates went into losses of delivery"), lost=f"{lost:,}"))
    if done.is_loss_rounded:
        text = N_("losses of {found} count as {taken}: a ledger writes millionths, rounded up")
        taken = decimal_text(Decimal(done.loss_ppm).scaleb(-6))
        said.append(w(text, found=decimal_text(done.loss_share), taken=taken))
    if done.cut_wh:
        cut = decimal_text(decimal_of_fraction(done.cut_wh))
        said.append(w(N_("{cut} Wh were left out by rounding readings down to whole Wh"), cut=cut))
    if done.open_cut_wh:
        cut = decimal_text(decimal_of_fraction(done.open_cut_wh))
        text = N_("{cut} Wh that came through the grid are not open: they are no whole Wh of an interval")
        said.append(w(text, cut=cut))
    for why, wh in done.refused_wh.items():
        text = N_("{energy_wh} Wh of the account do not count: {why} {clause}")
        clause = f"({w.term(done.clauses[why])})" if why in done.clauses else ""
        said.append(w(text, energy_wh=f"{wh:,}", why=why, clause=clause).rstrip())
    if done.unused_wh:
        text = N_("{energy_wh} Wh would count, and nothing was open in their window and market")
        said.append(w(text, energy_wh=f"{done.unused_wh:,}"))
    if done.rounded_wh:
        text = N_("{energy_wh} Wh are rests of certificates too small for 1 Wh to arrive after losses")
        said.append(w(text, energy_wh=f"{done.rounded_wh:,}"))
    if done.left_wh:
        text = N_("{energy_wh} Wh stay open: the account holds nothing more that counts in their windows and markets")
        said.append(w(text, energy_wh=f"{done.left_wh:,}"))
    if done.races:
        said.append(w(N_("other clients were faster {count} times; it was planned anew"), count=done.races))
    if done.is_rehearsal:
        said.append(w(N_("nothing was recorded; whether the ledger would take it was not asked")))
    if done.is_key_lacking:
        said.append(w(N_("the account has a key; recording asks for it: --key")))
    return said


def _readings(done: Claimed) -> dict[str, int]:
    return {"readings": done.readings, "corrections": done.corrections}
