"""What was opened of a dossier, for people."""

from __future__ import annotations

from fourfold.app.certification.dossiers.opening import Opened
from fourfold.cli.show import plain_console
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words


def show_opened(opened: Opened, lang: Lang) -> None:
    """Print which hidden parts are those that were committed to, and what the whole comes to."""
    w, console = words(lang), plain_console(soft_wrap=True)
    for template, names in (
        (N_("opened: {part} is what was committed to"), opened.confirmed),
        (N_("not opened: the openings hold another {part} than was committed to"), opened.others),
        (N_("not opened: the openings hold nothing for {part}"), opened.missing),
    ):
        for name in names:
            console.print(w(template, part=name))
    if opened.whole is None:
        return
    total = decimal_text(opened.whole.total_kg_co2e)
    console.print(w(N_("with everything opened: {total} kg CO2e, calculated as if nothing were hidden"), total=total))
    for name in opened.whole.differences:
        console.print(w(N_("with everything opened, {what} is not what the dossier says"), what=name))
    if not opened.whole.differences:
        console.print(w(N_("with everything opened, every line and every file comes out as the dossier has it")))
