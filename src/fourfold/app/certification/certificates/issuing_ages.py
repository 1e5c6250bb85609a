"""How old a statement may be when a certificate is issued on it: a slip in a date is in the log for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from fourfold.certification.documents.statement import Statement
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems

STATEMENT_DAYS = 400
"""A year and some time for decisions, unless something else is said."""

ISSUE_STATEMENT_OLD = MessageKind(
    "issue-statement-old",
    N_("the statement is of {found}, {days} days before the issue on {at}"),
    N_("a statement at most {most} days old"),
    N_("correct the time, have it verified again, or allow more with --statement-days"),
)


def check_age(statement: Statement, at: datetime, most_days: int, problems: Problems) -> None:
    """Report a statement whose last proof is older than so many days."""
    age = at - statement.signed
    if age > timedelta(days=most_days):
        said = {"found": moment_text(statement.signed), "at": moment_text(at)}
        problems.error(ISSUE_STATEMENT_OLD, Place("statement"), days=age.days, most=most_days, **said)
