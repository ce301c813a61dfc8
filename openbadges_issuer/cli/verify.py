"""`openbadges verify`: whether to believe a badge."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import openbadges_issuer as ob
from openbadges_issuer import share_code, strict_json
from openbadges_issuer.cli.files import naming, read_file
from openbadges_issuer.cli.options import filled
from openbadges_issuer.cli.own_issuer import document_url
from openbadges_issuer.cli.terminal import note
from openbadges_issuer.cli.verify_batch import files_in, verify_files
from openbadges_issuer.errors import OpenBadgesError, Problem, ResolutionError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

_MOST_BYTES = max(DEFAULT_LIMITS.image_bytes, DEFAULT_LIMITS.credential_bytes)
_ACCEPT = (
    "application/vc, application/vc+jwt, application/vc+ld+json, application/ld+json, "
    "application/json, image/png, image/svg+xml, text/plain"
)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(verify)


def verify(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|URL|CODE",
            help="JSON, JWT, PNG or SVG; - reads stdin. A link is fetched. A code needs --host. "
            "Several files, or a folder of them, are answered by a table.",
        ),
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
    online: Annotated[
        bool,
        typer.Option(
            "--online", help="Fetch what the badge needs; implied by a link and by a code."
        ),
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
) -> None:
    """Say whether to believe a badge. For a file nothing is fetched, unless you say --online.

    Exit status: 0 valid, 1 not valid, 2 could not decide, 3 not a badge; of several files that of
    the worst: not valid before not a badge before could not decide.
    """
    if trust and any_issuer:
        raise SettingsError("--trust and --any-issuer contradict each other: give one of them")
    policy = (
        ob.Policy(any_issuer=True)
        if any_issuer
        else ob.Policy(trust=ob.TrustList.load(trust) if trust else ob.TrustList())
    )
    files = files_in(what)
    link = None if files else _link(what[0], host)
    content = None if files or link else _read(what[0])
    documents: dict[str, bytes] = {}
    for path in did_document or ():
        _add(documents, path, *_did_document(path))
    for path in status_list or ():
        _add(documents, path, *_status_list(path))
    network = _network(online=online or link is not None, loopback=allow_loopback)
    fetcher = ob.Prefetched(documents, retrieved_at=datetime.now(UTC), otherwise=network)
    verifier = ob.Verifier(policy, fetcher=fetcher)
    if files:
        raise typer.Exit(
            verify_files(files, verifier, recipient=recipient, workers=workers, as_json=as_json)
        )
    try:
        fetched = link and fetcher.fetch(link, max_bytes=_MOST_BYTES, accept=_ACCEPT).content
    except ob.FetchError as error:
        report = verifier.unreached(error)
    else:
        report = verifier.verify(fetched or content or b"", recipient=recipient)
    if as_json:
        typer.echo(json.dumps(report.to_json(), indent=2))
    else:
        from openbadges_issuer.cli.showing import show_report  # noqa: PLC0415  # loads rich

        show_report(report)
        _say_what_is_missing(report, trust, offline=isinstance(network, ob.Offline))
    raise typer.Exit(report.verdict.exit_status)


def _say_what_is_missing(report: ob.Report, trust: Path | None, *, offline: bool) -> None:
    """Say which file would have answered what could not be checked."""
    if report.verdict is ob.Verdict.ISSUER_UNKNOWN and trust is None:
        note("No issuer is known without a list of those you trust: give it with --trust.")
    if not offline:
        return
    problems = {check.problem for check in report.checks}
    if Problem.KEY_UNREACHABLE in problems:
        with suppress(ResolutionError):  # an id that names no address
            note(
                "Nothing was fetched. Say --online, or save the document of the issuer's keys, "
                f"{document_url(report.issuer_id or '')}, and give it with --did-document."
            )
    if Problem.STATUS_RETRIEVAL in problems:
        note(
            "Nothing was fetched. Say --online, or save the list of withdrawn badges that stands "
            "at the address above, and give it with --status-list."
        )


def _link(what: str, host: str | None) -> str | None:
    """Take a link, or make one of a code and its host; None for a file."""
    if what.lower().startswith(("https://", "http://")):
        return what
    code = None if what == "-" or Path(what).exists() else share_code.normalize(what)
    if code is None:
        return None
    if host is None:
        raise SettingsError(
            f"there is no file {what}. If it is the code on a paper, name the host that stands "
            "beside it there: --host https://badges.example.org"
        )
    return f"{host.rstrip('/')}/b/{code}"


def _network(*, online: bool, loopback: bool) -> ob.Fetcher:
    outside: ob.Fetcher = ob.HttpsFetcher() if online else ob.Offline()
    return ob.LoopbackFetcher(outside) if loopback else outside


def _read(file: str) -> bytes:
    """Read what is to be verified; one byte too many is enough for the report to say so."""
    if file == "-":
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    with Path(file).open("rb") as opened:
        return opened.read(_MOST_BYTES + 1)


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
