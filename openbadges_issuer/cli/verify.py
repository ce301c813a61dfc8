"""`openbadges verify`: whether to believe a badge. Its options are the fields of `Request`."""

from __future__ import annotations

from typing import Annotated

import typer

from openbadges_issuer.cli.options import filled
from openbadges_issuer.cli.verification import Request, run, run_bounded
from openbadges_issuer.cli.verify_batch import entries_of, verify_entries


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(verify)


def verify(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|URL|CODE",
            help="JSON, JWT, PNG, SVG, or a bundle of these; - reads stdin. A link is fetched. A "
            "code needs --host. Several files, or a folder of them, are answered by a table.",
        ),
    ],
    trust: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="A list of issuers that you know, in TOML, or a registry in JSON; may be given "
            "again. Default: you know nobody.",
        ),
    ] = None,
    any_issuer: Annotated[
        bool, typer.Option("--any-issuer", help="Take every issuer; anyone can be one.")
    ] = False,
    recipient: Annotated[
        str | None,
        typer.Option(
            metavar="ID", callback=filled, help="Whose it should be: e-mail address, name or DID."
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
    online: Annotated[
        bool,
        typer.Option(
            "--online", help="Fetch what the badge needs; implied by a link and by a code."
        ),
    ] = False,
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Fetch nothing, as for every file: to say so on purpose."),
    ] = False,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="URL", callback=filled, help="The host whose code was typed: https://…"
        ),
    ] = None,
    allow_loopback: Annotated[
        bool,
        typer.Option(
            "--allow-loopback", help="Fetch from this computer too, by http: for trying out."
        ),
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Processes to use for several files.")
    ] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole report; of several files one a line.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show how it was computed too, for whoever has to mend the badge: canonical form, "
            "hashes, key, status lists, contexts. One badge at a time.",
        ),
    ] = False,
) -> None:
    """Say whether to believe a badge. For a file nothing is fetched, unless you say --online.

    Exit status: 0 valid, 1 not valid, 2 could not decide, 3 not a badge; of several files that of
    the worst: not valid before not a badge before could not decide. One of them that cannot be read
    could not be decided.
    """
    entries = entries_of(what)
    request = Request(
        what[0],
        trust=tuple(trust or ()),
        any_issuer=any_issuer,
        recipient=recipient,
        did_document=tuple(did_document or ()),
        status_list=tuple(status_list or ()),
        online=online,
        offline=offline,
        host=host,
        allow_loopback=allow_loopback,
        json=as_json,
        explain=explain,
    )
    if entries:
        raise typer.Exit(verify_entries(entries, request, workers=workers))
    raise typer.Exit(run_bounded(request) if context.obj else run(request))
