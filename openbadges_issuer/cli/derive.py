"""`openbadges derive`: of a badge that is for its holder alone, a copy for showing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.files import check_new, naming, read_file, write_file
from openbadges_issuer.cli.terminal import note, put, say
from openbadges_issuer.limits import DEFAULT_LIMITS


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(derive)


def derive(
    badge: Annotated[
        Path,
        typer.Argument(metavar="BADGE", help="JSON, as the issuer gave it to you (ecdsa-sd-2023)."),
    ],
    reveal: Annotated[
        list[str] | None,
        typer.Option(
            metavar="POINTER",
            help="A part to show, such as /evidence/0; give it again for each other part. What "
            "every badge has to show is shown in any case; what is left out is listed.",
        ),
    ] = None,
    reveal_all: Annotated[bool, typer.Option("--all", help="Leave nothing out.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Default: stdout.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
) -> None:
    """Make a copy of a badge that shows what you choose. Show the copy, never the badge itself."""
    if out and not force:
        check_new(out)
    content = read_file(badge, DEFAULT_LIMITS.credential_bytes)
    pointers = [""] if reveal_all else reveal or []
    with naming(badge):
        copy = ob.derive(content, pointers)
        left_out = ob.withheld(content, pointers)
    if left_out:
        note("Left out: " + " ".join(left_out))
    if out:
        write_file(out, copy.bytes, force=force)
        say(f"The copy is in {out}.")
    else:
        put(copy.bytes)
