"""The reference page of the checks of a certificate, made from the list the program goes through."""

from __future__ import annotations

from fourfold.certification.verification.steps import NEEDS, SPECIFICATIONS, TITLES, Step
from fourfold.core.words import words

LEAD = [
    "# Checks of a certificate",
    "`fourfold verify BUNDLE` goes through this list, always the whole of it, without network. Each check is `ok`,"
    " `failed` or `not_checked`, with the reason. *Needed* says when a check that could not be made leaves the whole"
    " open. [What a verification proves](../explanation/what-verification-proves.md) tells which attack is found"
    " where.",
]
OUTCOMES = [
    "## Outcome",
    "| outcome | exit code | when |\n|---|---|---|\n"
    "| `in_order` | 0 | every needed check is ok; the answer names the age of the oldest status it rests on |\n"
    "| `refused` | 1 | a check failed, whether needed or not |\n"
    "| `cannot_tell` | 3 | none failed, but a needed one could not be made: no trust roots, no status, a status too"
    " old |\n"
    "| – | 2 | the file cannot be read as a bundle |",
    'Nothing is ever called "valid": a certificate may have been revoked since its status was published. A label alone'
    " gives at best `cannot_tell`: its signature can be good, its status is not on it.",
    "## JSON",
    "`--json` gives `verification/1`: `at`, `outcome`, `status_as_of`, `certificate` (`number`, `digest`, `issuer`,"
    " `total_kg_co2e`, `dossier`), `checks` (`number`, `code`, `title`, `specification`, `finding`, `needed`, `reason`,"
    " `params`, `text`, `problems`), and `suppliers`: the same for each supplier's certificate. `status_as_of` is"
    " the oldest status the answer rests on, suppliers' with it. `code` and `reason` are stable; texts are in both"
    " languages.",
]


def checks_of_certificates() -> str:
    """The page."""
    rows = ["| no. | code | what has to hold | 中文 | needed | specification |", "|---|---|---|---|---|---|"]
    for step in Step:
        chinese, needed = words("zh")(TITLES[step]), NEEDS[step]
        rows.append(f"| {step.number} | `{step}` | {TITLES[step]} | {chinese} | {needed} | {SPECIFICATIONS[step]} |")
    return "\n\n".join([*LEAD, "\n".join(rows), *OUTCOMES]) + "\n"
