"""`openbadges endorse`: vouch for an issuer, an achievement or a badge of another."""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from openbadges_issuer import strict_json
from openbadges_issuer.cli.documents import document_url, given_documents
from openbadges_issuer.cli.files import check_new, naming, read_file, write_file
from openbadges_issuer.cli.issue import Form, Securing, mechanism_of
from openbadges_issuer.cli.keys import KeyFile, PassphraseFile
from openbadges_issuer.cli.lists import allocated
from openbadges_issuer.cli.options import END_OF_DAY, START_OF_DAY, filled, moment, tracing
from openbadges_issuer.cli.own_issuer import IssuerPlace, open_issuer
from openbadges_issuer.cli.terminal import note, put, say
from openbadges_issuer.errors import OpenBadgesError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

_AN_ID = re.compile(r"(?:did:|https://|urn:)\S+")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(endorse)


def endorse(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ID",
            help="What is endorsed: JSON of a Profile or an Achievement, a badge as JSON, JWT, PNG "
            "or SVG, or the id of one of these. A badge is not verified here: do that first.",
        ),
    ],
    issuer: IssuerPlace,
    key: KeyFile,
    comment: Annotated[
        str | None, typer.Option(metavar="TEXT", callback=filled, help="What you say, in Markdown.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            callback=filled,
            help="Of the endorsement. Default: by what is endorsed.",
        ),
    ] = None,
    did_document: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="The did.json of the issuer that is endorsed. You vouch for the keys in it, which "
            "are believed then when that issuer's web site is gone. Check that it is theirs.",
        ),
    ] = None,
    status_state: Annotated[
        Path | None,
        typer.Option(
            metavar="LIST.state.json",
            help="Working state of the list on which the endorsement can be withdrawn later. Where "
            "nothing can be fetched, it does not count then.",
        ),
    ] = None,
    awarded: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day (UTC) or date-time of your decision.")
    ] = None,
    valid_until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Last day (UTC) or date-time. Default: no end."),
    ] = None,
    id_: Annotated[
        str | None,
        typer.Option("--id", metavar="URI", callback=filled, help="Default: a random urn:uuid:."),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--as", help="Default: json; jwt for a key that is not Ed25519."),
    ] = None,
    securing: Securing = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Default: stdout.")] = None,
    passphrase_file: PassphraseFile = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
) -> None:
    """Vouch for an issuer, an achievement or a badge of another: sign an endorsement.

    Whoever is endorsed puts it into badges, with `openbadges issue --endorsement`, or it travels
    beside a badge, in a bundle.
    """
    if out and not force:
        check_new(out)
    endorsed = _endorsed(what)
    documents = given_documents(tuple(did_document or ()), ())
    _check_owner(documents, endorsed)
    given: dict[str, Any] = {
        "comment": comment,
        "name": name,
        "awarded_date": moment("--awarded", awarded, START_OF_DAY),
        "valid_until": moment("--valid-until", valid_until, END_OF_DAY),
        "id": id_,
    }
    own = open_issuer(issuer, key, passphrase_file)
    origins = {
        "$.credentialSubject.id": what,
        "$.credentialSubject.endorsementComment": "--comment",
        "$.name": "--name",
        "$.id": "--id",
        "$.validUntil": "--valid-until",
    }
    with allocated(status_state) if status_state else nullcontext() as entry, tracing(origins):
        endorsement = own.issuer.endorse(
            endorsed,
            documents=documents,
            status=entry,
            securing=mechanism_of(securing, form, own),
            **given,
        )
    if entry:
        place = f"place {entry.index} of the list {entry.status_list_credential}"
        note(f"The endorsement has the {place}.")
    if out:
        write_file(out, endorsement.bytes, force=force)
        say(f"The endorsement is in {out}.")
    else:
        put(endorsement.bytes)


def _endorsed(what: str) -> dict[str, Any] | str:
    """Read what is endorsed; its id where no file has that name."""
    if not Path(what).exists():
        if _AN_ID.fullmatch(what):
            return what
        raise SettingsError(
            f"there is no file {what}, and it is not an id: one begins with did:, https:// or urn:"
        )
    from openbadges_issuer.verifying.reader import read  # noqa: PLC0415  # when there is a file

    content = read_file(what, DEFAULT_LIMITS.image_bytes)
    with naming(what):
        try:
            endorsed = read(content, limits=DEFAULT_LIMITS).document
        except OpenBadgesError:
            endorsed = strict_json.load_object(content)  # a profile or an achievement is no badge
        if not isinstance(endorsed.get("id"), str):
            raise SettingsError("what is endorsed has an id, and this has none")
    return endorsed


def _check_owner(documents: dict[str, bytes], endorsed: dict[str, Any] | str) -> None:
    """Refuse the keys of somebody else, for which an endorsement does not count."""
    about = endorsed if isinstance(endorsed, str) else endorsed["id"]
    url = document_url(about) if documents else None
    for other in documents:
        if other != url:
            raise SettingsError(
                f"--did-document is the document at {other}, and what is endorsed is {about}: "
                "endorse the issuer whose keys you vouch for"
            )
