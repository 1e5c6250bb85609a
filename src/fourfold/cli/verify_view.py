"""The checks of a certificate for people: what it says, each check with its reason, and the verdict with its age."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.app.certification.labels.checking import LabelCheck
from fourfold.certification.credentials.compact_form import BANDS, CompactFlag
from fourfold.certification.documents.judgement import Opinion
from fourfold.certification.verification.in_log import NOT_SEEN
from fourfold.certification.verification.standing import in_words
from fourfold.certification.verification.steps import Step
from fourfold.certification.verification.verification import Check, Finding, Outcome, Verification
from fourfold.cli.show import plain_console, significant
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words

_MOST_PROBLEMS = 5
_MARKS = {
    Finding.OK: (N_("ok"), "bold green"),
    Finding.FAILED: (N_("failed"), "bold red"),
    Finding.NOT_CHECKED: (N_("not checked"), "bold yellow"),
}
_NOT_NEEDED = "dim"


def show_verification(verification: Verification, lang: Lang) -> None:
    """Print the certificate, the numbered checks, those of suppliers' certificates, and the verdict."""
    w, console = words(lang), plain_console()
    _show(verification, w, console)


def show_label_check(check: LabelCheck, lang: Lang) -> None:
    """Print what a label says and what that is worth: its status is never known from it alone."""
    w, console, content = words(lang), plain_console(), check.content
    rows = [
        (N_("certificate number"), content.number),
        (N_("kg CO2e"), f"{content.total_kg_co2e:f}"),
        (N_("unit"), content.unit),
        (N_("boundary"), content.boundary),
        (N_("standard"), content.standard),
        (N_("until before"), content.valid_until.isoformat()),
    ]
    for name, value in rows:
        console.print(Text.assemble((w(name), "bold"), " ", value))
    for flag, text in BANDS.items():
        if content.flags & flag:
            console.print(Text(w(text), style="bold yellow"))
    style = "bold red" if check.outcome is Outcome.REFUSED else "bold yellow"
    console.print(Text(w(check.reason.text, **check.params), style=style))


def _show(verification: Verification, w: Words, console: Console) -> None:
    _show_certificate(verification, w, console)
    console.print(checks_table(verification.checks, w))
    for number, supplier in enumerate(verification.suppliers, 1):
        console.print()
        console.print(Text(w(N_("supplier's certificate {number}"), number=number), style="bold"))
        _show(supplier, w, console)
    console.print()
    console.print(_verdict(verification, w))


def checks_table(checks: Sequence[Check], w: Words) -> Table:
    """The numbered checks, each with what it came to, why, and where it is specified."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        word, style = _MARKS[check.finding]
        shown = _NOT_NEEDED if check.finding is Finding.NOT_CHECKED and not check.needed else style
        table.add_row(str(check.number), Text(w(word), style=shown), _explained(check, w))
    return table


def _show_certificate(verification: Verification, w: Words, console: Console) -> None:
    certificate = verification.certificate
    if certificate is None:
        return
    title = w(N_("{number}: {product}"), number=certificate.number, product=w.name(certificate.product))
    console.print(Text(title, style="bold"))
    figure, unit = significant(certificate.total_kg_co2e, 4), w.name(certificate.unit)
    console.print(
        w(N_("{figure} kg CO2e per {unit}; {edition}"), figure=figure, unit=unit, edition=certificate.edition)
    )
    console.print(w(N_("issued by {body} ({did})"), body=w.name(certificate.body), did=certificate.issuer))
    if certificate.opinion is Opinion.MODIFIED:
        console.print(Text(w(BANDS[CompactFlag.MODIFIED]), style="bold yellow"))
    console.print()


def _explained(check: Check, w: Words) -> Text:
    text = Text.assemble((w(check.title), "bold"), "\n", w(check.reason.text, **check.params))
    for problem in check.problems[:_MOST_PROBLEMS]:
        text.append(f"\n  {problem.place}: {w.problem(problem)}")
    if (more := len(check.problems) - _MOST_PROBLEMS) > 0:
        text.append("\n  " + w(N_("and {count} more"), count=more))
    text.append(f"\n{check.spec}", style="dim")
    return text


def growth_unproven(checks: Sequence[Check], w: Words) -> list[tuple[str, str]]:
    """What a reader has to know beside the verdict: that the log was seen before, and is not held against that."""
    growth = checks[Step.GROWTH.number - 1]
    if growth.finding is not Finding.NOT_CHECKED or growth.reason is NOT_SEEN:
        return []
    text = w(N_("That the log only grew since it was last seen is not proven: give --log, a copy of the log."))
    return [("\n" + text, "bold yellow")]


def against(outcome: Outcome, deciding: Sequence[Check], w: Words) -> Text:
    """The verdict on what is not in order: refused, or not to be told, and by which checks."""
    listed = "; ".join(f"{check.number} {w(check.title)}" for check in deciding)
    if outcome is Outcome.REFUSED:
        return Text(w(N_("Refused. It does not hold that: {listed}"), listed=listed), style="bold red")
    return Text(w(N_("It cannot be told. Not known is whether: {listed}"), listed=listed), style="bold yellow")


def _verdict(verification: Verification, w: Words) -> Text:
    """Never the word "valid": what is in order is so as of its status."""
    as_of = verification.status_as_of
    if verification.outcome is Outcome.IN_ORDER and as_of is not None:
        age = in_words(verification.at - as_of)
        told = w(N_("Signature and log in order; status as of {time}, {age} old."), time=as_of.isoformat(), age=age)
        return Text.assemble((told, "bold green"), *growth_unproven(verification.checks, w))
    return against(verification.outcome, verification.deciding, w)
