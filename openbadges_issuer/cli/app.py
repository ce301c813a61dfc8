"""The command as a whole: its verbs, those that other packages add, and what an error looks like.

A verb group is a module, or an entry point of the group `openbadges.commands`, that has
``register(app: typer.Typer) -> None``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from importlib import metadata
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from openbadges_issuer.cli import (
    baking,
    bundle,
    derive,
    endorse,
    issue,
    issue_batch,
    issuer,
    keygen,
    program,
    recognize,
    status,
    vc_jose,
    verify,
)
from openbadges_issuer.cli.ending import INTERRUPTED, WRONG_USAGE, run_to_the_end
from openbadges_issuer.cli.terminal import complain, say

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
        def command() -> int | None:
            try:
                code: int | None = super(_Command, self).main(
                    args=args,
                    prog_name=prog_name,
                    complete_var=complete_var,
                    standalone_mode=False,
                    windows_expand_args=windows_expand_args,
                    **extra,
                )
            except typer.TyperException as error:
                _show_usage(error)
                return WRONG_USAGE
            except typer.Abort:
                return INTERRUPTED
            return code

        run_to_the_end(command)

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; a reader who has left is our affair, for Typer ends with a verdict then."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise typer.Exit(WRONG_USAGE) from None


def create_app(typed: Sequence[str] = ()) -> typer.Typer:
    """Make the command with every verb that is installed.

    Args:
        typed: what follows the name of the command. When it starts with a verb of ours, the
            packages that add others are not loaded; they may add to a group of verbs.
    """
    app = typer.Typer(
        cls=_Command,
        help="Open Badges 3.0: make keys, award badges, withdraw them, and verify them.",
        epilog="Exit status of verify: 0 valid, 1 not valid, 2 could not decide, 3 not a badge; "
        "of recognize: 0 done, 2 a badge could not be decided, 3 not done. "
        "Every other verb: 0 done, 3 not done.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    for verbs in (
        *(keygen, issuer, issue, issue_batch, endorse, status, baking, derive, bundle),
        *(program, recognize, verify, vc_jose),
    ):
        verbs.register(app)
    if typed[:1] and typed[0] in _single_verbs(app):
        return app
    for entry_point in metadata.entry_points(group=_COMMANDS):
        try:
            entry_point.load()(app)
        except Exception as error:  # noqa: BLE001  # whatever it is, the other verbs work
            complain(
                f"the commands of {entry_point.name} ({entry_point.value}) were not loaded: "
                f"{type(error).__name__}: {error}"
            )
    return app


def _single_verbs(app: typer.Typer) -> set[str]:
    """Name the verbs that stand in no group."""
    return {
        verb.name or verb.callback.__name__ for verb in app.registered_commands if verb.callback
    }


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


def _show_usage(error: typer.TyperException) -> None:
    """Show the usage with the error, when the error knows of which verb; else the error."""
    getattr(error, "show", partial(complain, error.format_message()))()
