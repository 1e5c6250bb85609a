"""``fourfold log check``: the whole log, from its entries up."""

from __future__ import annotations

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, JsonOption, VerifierKeyOption, log_source
from fourfold.cli.options import LangOption


def check(
    body: BodyOption = None,
    folder: FolderOption = None,
    verifier_key: VerifierKeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Compute every tile and the root of a log anew from its entries, and name every file that is not as it must be.

    With --body the registry is held against the log, entry by entry. Exit code: 0 all is in order, 1 something is not,
    3 nobody said which key signs the log (--verifier-key), 2 the log cannot be read.
    """
    from fourfold.app.certification.logs.logs import check_log, open_log
    from fourfold.cli.log.view import audit_document, show_audit
    from fourfold.cli.show import print_json, show_problems, speak

    speak(lang)
    opened = open_log(*log_source(body, folder), verifier_key)
    found = check_log(opened)
    if as_json:
        print_json(audit_document(opened, found))
    else:
        show_audit(opened, found, lang)
        if len(found.problems):
            show_problems(found.problems.sorted(), lang)
    raise typer.Exit(1 if found.problems.errors else 3 if opened.key is None else 0)
