"""The command as a whole: its verbs, those that other packages add, and what an error looks like.

A verb group is a module, or an entry point of the group `openbadges.commands`, that has
``register(app: typer.Typer) -> None``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import metadata
from pathlib import Path
from traceback import extract_tb
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from openbadges_issuer.cli import baking, issue, issue_batch, issuer, keygen, status, verify
from openbadges_issuer.cli.terminal import complain, say
from openbadges_issuer.errors import OpenBadgesError

WRONG_USAGE = 3
INTERRUPTED = 130

_COMMANDS = "openbadges.commands"


class _Command(TyperGroup):
    """Turns every error into a line on stderr and an exit status: 2 is a verdict here."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        try:
            code = super().main(
                args=args,
                prog_name=prog_name,
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except typer.TyperException as error:
            _show_usage(error)
            code = WRONG_USAGE
        except typer.Abort:
            code = INTERRUPTED
        except OpenBadgesError as error:
            complain(str(error))
            code = WRONG_USAGE
        except OSError as error:
            place = f"{error.filename}: " if error.filename is not None else ""
            complain(f"{place}{error.strerror or error}")
            code = WRONG_USAGE
        except Exception as error:  # noqa: BLE001  # a traceback tells a superintendent nothing
            complain(_defect(error))
            code = WRONG_USAGE
        _finish_output()
        sys.exit(code or 0)

    def invoke(self, ctx: Any) -> Any:
        """Run the verb, and write out all that it printed: a full disk is an error too."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:  # whoever read the output has left, which is no verdict
            raise typer.Exit(WRONG_USAGE) from None


def create_app() -> typer.Typer:
    """Make the command with every verb that is installed."""
    app = typer.Typer(
        cls=_Command,
        help="Open Badges 3.0: make keys, award badges, withdraw them, and verify them.",
        epilog="Exit status of verify: 0 valid, 1 not valid, 2 could not decide, 3 not a badge. "
        "Every other verb: 0 done, 3 not done.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    for verbs in (keygen, issuer, issue, issue_batch, status, baking, verify):
        verbs.register(app)
    for entry_point in metadata.entry_points(group=_COMMANDS):
        try:
            entry_point.load()(app)
        except Exception as error:  # noqa: BLE001  # whatever it is, the other verbs work
            complain(
                f"the commands of {entry_point.name} ({entry_point.value}) were not loaded: "
                f"{type(error).__name__}: {error}"
            )
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"openbadges {metadata.version('openbadges-issuer')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    pass


def _defect(error: Exception) -> str:
    """Say where the program broke. Not the error's own text, which may hold a secret."""
    frames = extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"this is a defect of the program ({type(error).__name__}{where}): please report it"


def _show_usage(error: typer.TyperException) -> None:
    """Show the usage with the error, when the error knows of which verb; else the error."""
    getattr(error, "show", partial(complain, error.format_message()))()


def _finish_output() -> None:
    """Drop what cannot be written: Python would try it again, and end with a status of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
