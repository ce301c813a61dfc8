"""`openbadges bundle`: one file for a teacher to keep."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.documents import given_documents
from openbadges_issuer.cli.files import check_new, read_file, write_file
from openbadges_issuer.cli.options import tracing
from openbadges_issuer.cli.terminal import note, say
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(bundle)


def bundle(
    badges: Annotated[
        list[Path],
        typer.Argument(metavar="BADGE...", help="As you were given them: JSON, JWT, PNG or SVG."),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="The file to keep.")],
    endorsement: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="What others say of them; may be given again."),
    ] = None,
    evidence: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="A file that was judged, byte for byte; may be given again. The badges keep "
            "digests of such files, by which it is told whose it is.",
        ),
    ] = None,
    did_document: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A did.json of an issuer, in place of fetching it."),
    ] = None,
    status_list: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="A published status list, in place of fetching it."),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing.")] = False,
    allow_loopback: Annotated[
        bool,
        typer.Option(
            "--allow-loopback", help="Fetch from this computer too, by http: for trying out."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
) -> None:
    """Put badges into one file to keep, with all that it takes to verify them later.

    The keys and the lists of withdrawn badges that their issuers publish now are fetched, and kept
    as they are. `openbadges verify FILE.zip` verifies the file.
    """
    if not force:
        check_new(out)
    outside: ob.Fetcher = ob.Offline() if offline else ob.HttpsFetcher()
    documents = given_documents(tuple(did_document or ()), tuple(status_list or ()))
    fetcher = ob.Prefetched(
        documents,
        retrieved_at=datetime.now(UTC),
        otherwise=ob.LoopbackFetcher(outside) if allow_loopback else outside,
    )
    judged: dict[str, bytes] = {}
    for file in evidence or ():
        if file.name in judged:
            raise SettingsError(f"{file}: a file with the name {file.name} was given already")
        judged[file.name] = read_file(file, DEFAULT_LIMITS.bundle_bytes)
    vouching = endorsement or []
    most = DEFAULT_LIMITS.image_bytes
    origins = {f"badges[{index}]": file for index, file in enumerate(badges)}
    origins |= {f"endorsements[{index}]": file for index, file in enumerate(vouching)}
    with tracing(origins):
        made = ob.bundle(
            [read_file(file, most) for file in badges],
            fetcher=fetcher,
            endorsements=[read_file(file, most) for file in vouching],
            evidence=judged,
        )
    for file, report in zip(badges, made.reports, strict=True):
        if not report:
            note(f"{file}: {report.words.heading}.")
    for url in made.missing:
        note(f"{url} did not answer, so the file lacks what stands there.")
    write_file(out, made.bundle.to_bytes(), force=force)
    say(f"The badges are in {out}. Keep it in two places, and show it to those who ask.")
