"""``fourfold supply claim``: certificates an account holds stand for what its meters measured."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.options import AtOption, KnownAtOption, LangOption, PacksOption, moment_to_sign, read_moment
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.supply.acting_options import DryRunOption, ReasonOption, read_energy, read_share
from fourfold.cli.supply.options import AccountKeyOption, AccountOption, JsonOption, LedgerOption


def _factor(text: str) -> tuple[str, Decimal]:
    """A technology and its factor from the command line."""
    name, equals, number = text.partition("=")
    if not name or not equals:
        raise typer.BadParameter("a technology and its kg CO2e per kWh, such as wind=0.011")
    return name, read_share(number)


MethodOption = Annotated[str, typer.Option("--method", help="Method id or file: what counts, and within which time.")]
StandardOption = Annotated[
    str, typer.Option("--standard", help="Standard or pack whose method counts. [iso-14067-2018]")
]
RuleOption = Annotated[
    Literal["proportional", "least-emissions"] | None,
    typer.Option("--rule", help="How limited certificates are divided. [as the study says]", show_default=False),
]
FactorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--factor",
        metavar="TECHNOLOGY=KG",
        help="kg CO2e per kWh of a technology, for least-emissions: of all that count, or none.",
        show_default=False,
    ),
]
MeterOption = Annotated[str, typer.Option("--meter", help="Without a study: the meter of one interval.")]
IntervalOption = Annotated[
    datetime | None,
    typer.Option("--interval", parser=read_moment, metavar="TIME", help="Its beginning.", show_default=False),
]
EnergyOption = Annotated[
    int | None,
    typer.Option("--wh", parser=read_energy, metavar="WH", help="How much to cover.", show_default=False),
]
WindowOption = Annotated[
    Literal["hour", "month", "year"],
    typer.Option("--window", help="Within which time a certificate counts for it, without a method."),
]
LossOption = Annotated[
    Decimal | None,
    typer.Option(
        "--loss",
        parser=read_share,
        metavar="SHARE",
        help="Lost on the way to it, 0 to 0.999999. [0]",
        show_default=False,
    ),
]


def claim(
    ledger: LedgerOption,
    account: AccountOption,
    study: Annotated[
        Path | None,
        typer.Argument(metavar="[STUDY]", help="Study folder; its meters are claimed for.", show_default=False),
    ] = None,
    method: MethodOption = "",
    standard: StandardOption = "",
    rule: RuleOption = None,
    factors: FactorOption = None,
    known_at: KnownAtOption = None,
    market: Annotated[str, typer.Option("--market", help="The only market that counts. [any both lie in]")] = "",
    meter: MeterOption = "",
    interval: IntervalOption = None,
    energy: EnergyOption = None,
    window: WindowOption = "hour",
    time_zone: Annotated[str, typer.Option("--time-zone", help="On whose calendar the window lies.")] = "UTC",
    loss: LossOption = None,
    reason: ReasonOption = "",
    key: AccountKeyOption = None,
    passphrase: PassphraseOption = None,
    packs: PacksOption = None,
    dry_run: DryRunOption = False,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Let certificates stand for the metered energy of a study, or for one interval of a meter.

    Readings are told to the ledger, lots of the account cancelled and claimed, window by window and market by market.
    Run again, it claims what is still free. Answers 1 where energy stays open.
    """
    from fourfold.app.supply.claim_study import (
        ClaimRequest,
        IntervalClaim,
        claim_for_study,
        claim_interval,
    )
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.cli.json_output import written
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak
    from fourfold.cli.statement.options import opened_key
    from fourfold.cli.supply.claim_view import claim_document, show_claim
    from fourfold.electricity.supply.criteria import MatchWindow

    if (study is None) == (not meter) or bool(meter) != (interval is not None and energy is not None):
        raise typer.BadParameter("give a study, or --meter with --interval and --wh")
    if study is None and known_at is not None:
        raise typer.BadParameter("--known-at goes with a study: the ledger has the reading of a single interval")
    speak(lang)
    opened = open_ledger(ledger)
    signer = opened_key(key, passphrase) if key is not None else None
    least = None if rule is None else rule == "least-emissions"
    by_technology = dict(_factor(text) for text in factors or ())
    asked = ClaimRequest(
        account,
        method,
        standard,
        least,
        by_technology,
        market,
        reason,
        tuple(packs or ()),
        dry_run=dry_run,
        known_at=known_at,
    )
    now = moment_to_sign(at, lang)
    if study is not None:
        with progress(lang) as tick:
            found = claim_for_study(opened, study, asked, now, signer, tick)
        done, scheme = found.claimed, found.method.id
    else:
        start = 0 if interval is None else int(interval.timestamp())
        one = IntervalClaim(meter, start, energy or 0, MatchWindow(window), time_zone, loss or Decimal(0))
        done, scheme = claim_interval(opened, one, asked, now, signer), method or standard
    if not written(claim_document(done, opened, account, scheme), json_path):
        show_claim(done, opened, lang)
    if done.left_wh:
        raise typer.Exit(1)
