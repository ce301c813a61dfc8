"""`openbadges verify`: whether to believe a badge."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import openbadges_issuer as ob
from openbadges_issuer import strict_json
from openbadges_issuer.cli.files import naming, read_file
from openbadges_issuer.cli.options import filled
from openbadges_issuer.cli.own_issuer import document_url
from openbadges_issuer.cli.terminal import note
from openbadges_issuer.errors import OpenBadgesError, Problem, ResolutionError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

_MOST_BYTES = max(DEFAULT_LIMITS.image_bytes, DEFAULT_LIMITS.credential_bytes)
_CODE = re.compile(r"[0-9A-Za-z]{12}")  # of a share page


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(verify)


def verify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON, JWT, PNG or SVG; - reads stdin.")
    ],
    trust: Annotated[
        Path | None,
        typer.Option(
            metavar="TRUSTED.toml", help="The issuers that you know. Default: you know nobody."
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
        list[Path] | None,
        typer.Option(metavar="FILE", help="A did.json of an issuer; may be given again."),
    ] = None,
    status_list: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A published status list; may be given again."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report.")] = False,
) -> None:
    """Say whether to believe a badge. Nothing is fetched: it knows only the files you name.

    Exit status: 0 valid, 1 not valid, 2 could not decide, 3 not a badge.
    """
    if trust and any_issuer:
        raise SettingsError("--trust and --any-issuer contradict each other: give one of them")
    policy = (
        ob.Policy(any_issuer=True)
        if any_issuer
        else ob.Policy(trust=ob.TrustList.load(trust) if trust else ob.TrustList())
    )
    content = _read(file)
    documents: dict[str, bytes] = {}
    for path in did_document or ():
        _add(documents, path, *_did_document(path))
    for path in status_list or ():
        _add(documents, path, *_status_list(path))
    fetcher = ob.Prefetched(documents, retrieved_at=datetime.now(UTC))
    report = ob.Verifier(policy, fetcher=fetcher).verify(content, recipient=recipient)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2))
    else:
        from openbadges_issuer.cli.showing import show_report  # noqa: PLC0415  # loads rich

        show_report(report)
        _say_what_is_missing(report, trust)
    raise typer.Exit(report.verdict.exit_status)


def _say_what_is_missing(report: ob.Report, trust: Path | None) -> None:
    """Say which file would have answered what could not be checked."""
    if report.verdict is ob.Verdict.ISSUER_UNKNOWN and trust is None:
        note("No issuer is known without a list of those you trust: give it with --trust.")
    problems = {check.problem for check in report.checks}
    if Problem.KEY_UNREACHABLE in problems:
        with suppress(ResolutionError):  # an id that names no address
            note(
                "Nothing is fetched by this command. Save the document of the issuer's keys, "
                f"{document_url(report.issuer_id or '')}, and give it with --did-document."
            )
    if Problem.STATUS_RETRIEVAL in problems:
        note(
            "Nothing is fetched by this command. Save the list of withdrawn badges that stands at "
            "the address above, and give it with --status-list."
        )


def _read(file: str) -> bytes:
    """Read what is to be verified; one byte too many is enough for the report to say so."""
    if file == "-":
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    if file.lower().startswith(("https://", "http://")):
        raise SettingsError(
            f"{file}: links are not fetched by this command yet; "
            "download what the link leads to, and give that file"
        )
    try:
        with Path(file).open("rb") as opened:
            return opened.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        if not _CODE.fullmatch(re.sub("[- ]", "", file)):
            raise
        raise SettingsError(
            f"there is no file {file}. If it is the code on a paper: codes are not looked up by "
            "this command yet; open the page that the paper names, and download the badge"
        ) from None


def _add(documents: dict[str, bytes], path: Path, url: str, content: bytes) -> None:
    if url in documents:
        raise SettingsError(f"{path}: a document for {url} was given already")
    documents[url] = content


def _did_document(path: Path) -> tuple[str, bytes]:
    """Read a DID document, and name the URL at which a verifier looks for it."""
    content = read_file(path, DEFAULT_LIMITS.document_bytes)
    with naming(path):
        members = strict_json.load_object(content)
        if not members.keys() & {"verificationMethod", "assertionMethod"}:
            raise SettingsError("this is not a DID document: it lists no keys")
        issuer_id = members.get("id")
        url = document_url(issuer_id) if isinstance(issuer_id, str) else None
        if url is None:
            raise SettingsError("the id of the document is neither did:web: nor https:")
    return url, content


def _status_list(path: Path) -> tuple[str, bytes]:
    """Read a published status list, JSON or JWT, and name its URL."""
    from openbadges_issuer.verifying.reader import read_credential  # noqa: PLC0415  # when needed

    content = read_file(path, DEFAULT_LIMITS.status_list_bytes)
    try:
        document: dict[str, Any] = read_credential(content, limits=DEFAULT_LIMITS).document
    except OpenBadgesError:
        document = {}
    types, url = document.get("type"), document.get("id")
    if (
        not isinstance(types, list)
        or "BitstringStatusListCredential" not in types
        or not isinstance(url, str)
    ):
        raise SettingsError(
            f"{path}: this is not a published status list; "
            "a BitstringStatusListCredential is expected, as JSON or JWT"
        )
    return url, content
