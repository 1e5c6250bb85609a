"""The entry point of the ``fourfold`` command: whatever happens, it ends in words and an exit code."""

from __future__ import annotations

import sys


def run() -> None:
    """Run a verb; bad input ends in a table of problems and exit code 2, never in a traceback.

    The verbs are loaded in here, so that an interruption while they load ends like any other.
    """
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


def _run() -> None:
    from io import TextIOWrapper

    import typer.main

    from fourfold.cli.arguments import with_json_alone
    from fourfold.cli.verbs import app
    from fourfold.core.problems import InputError

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a character gets a question mark
    verbs = typer.main.get_command(app)
    try:
        verbs(args=with_json_alone(sys.argv[1:], verbs))
    except InputError as error:
        from fourfold.cli.show import show_problems

        show_problems(error.problems)
        sys.exit(2)
    except ArithmeticError as error:
        from fourfold.electricity.tracing.result import BalanceError

        if not isinstance(error, BalanceError):
            raise
        from fourfold.cli.show import show_problems

        show_problems([error.problem])
        sys.exit(2)
