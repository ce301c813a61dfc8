"""`openbadges recognize`: what badges are worth in a district, by its program file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openbadges_issuer.cli.options import day, filled
from openbadges_issuer.cli.verification import Request
from openbadges_issuer.errors import SettingsError


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(recognize)


def recognize(
    program: Annotated[
        Path, typer.Argument(metavar="PROGRAM", help="The receiving district's program file.")
    ],
    badges: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="Badges of one person, bundles or folders of them."),
    ],
    recipient: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Whose they are: e-mail address, name or DID; may be given again for one person.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="Day for which it is asked. Default: today, there."),
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="What no badge holds, JSON: steps, amounts, requests, school."
        ),
    ] = None,
    trust: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE", help="A trust list that the program names; may be given again."
        ),
    ] = None,
    did_document: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A did.json of an issuer; may be given again."),
    ] = None,
    status_list: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A published status list; may be given again."),
    ] = None,
    online: Annotated[bool, typer.Option("--online", help="Fetch what the badges need.")] = False,
    allow_loopback: Annotated[
        bool,
        typer.Option(
            "--allow-loopback", help="Fetch from this computer too, by http: for trying out."
        ),
    ] = False,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Language of the program's texts, such as es.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table for spreadsheets.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page to look at or print.")] = (
        False
    ),
) -> None:
    """Say what badges are worth in a district, line by line. It is that district's policy.

    The program file says whose badges are known. Exit status: 0 done, 2 a badge could not be
    decided, 3 not done.
    """
    from openbadges_issuer.cli.recognition import Asked, run  # noqa: PLC0415  # for this verb only

    forms = {"json": as_json, "csv": as_csv, "html": as_html}
    wanted = [name for name, is_wanted in forms.items() if is_wanted] or ["table"]
    if len(wanted) > 1:
        raise SettingsError(f"--{wanted[0]} and --{wanted[1]} contradict each other: give one")
    request = Request(
        "",
        trust=tuple(trust or ()),
        did_document=tuple(did_document or ()),
        status_list=tuple(status_list or ()),
        online=online,
        allow_loopback=allow_loopback,
    )
    identities = tuple(filter(None, map(filled, recipient or ())))
    raise typer.Exit(
        run(
            Asked(
                program,
                badges,
                facts,
                day("--on", on),
                language,
                wanted[0],
                identities,
                request,
            )
        )
    )
