"""`openbadges bake` and `unbake`: a badge inside a picture, and out again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.files import check_new, naming, read_file, write_file
from openbadges_issuer.cli.terminal import put, say
from openbadges_issuer.limits import DEFAULT_LIMITS

Force = Annotated[bool, typer.Option("--force", help="Replace the file of --out.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(bake)
    app.command()(unbake)


def bake(
    badge: Annotated[Path, typer.Argument(metavar="BADGE", help="A signed badge: JSON or JWT.")],
    art: Annotated[Path, typer.Argument(metavar="ART", help="A picture: PNG or SVG.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The picture with the badge inside.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Take a badge that ART has inside out first.")
    ] = False,
    force: Force = False,
) -> None:
    """Put a signed badge inside a picture."""
    from openbadges_issuer.baking import signed_text  # noqa: PLC0415  # loaded when needed

    if not force:
        check_new(out)
    credential = read_file(badge, DEFAULT_LIMITS.credential_bytes)
    picture = read_file(art, DEFAULT_LIMITS.image_bytes)
    with naming(badge):
        text = signed_text(credential)
    with naming(art):
        baked = ob.bake(text, picture, replace=replace)
    write_file(out, baked, force=force)
    say(f"The picture with the badge inside is in {out}.")


def unbake(
    picture: Annotated[Path, typer.Argument(metavar="FILE", help="A PNG or SVG.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Default: stdout.")] = None,
    force: Force = False,
) -> None:
    """Take the badge out of a picture, as it was signed. It is not verified."""
    if out and not force:
        check_new(out)
    content = read_file(picture, DEFAULT_LIMITS.image_bytes)
    with naming(picture):
        text = ob.unbake(content)
    if out:
        write_file(out, text.encode(), force=force)
        say(f"The badge is in {out}. It is not verified.")
    else:
        put(text.encode())
