"""`openbadges issue`: award one badge."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.endorsements import (
    EndorsementFiles,
    check_placed,
    read_endorsements,
    with_endorsements,
)
from openbadges_issuer.cli.files import check_new, naming, read_file, read_json, write_file
from openbadges_issuer.cli.keys import KeyFile, PassphraseFile
from openbadges_issuer.cli.lists import allocated
from openbadges_issuer.cli.options import END_OF_DAY, START_OF_DAY, filled, moment, tracing
from openbadges_issuer.cli.own_issuer import IssuerPlace, OwnIssuer, open_issuer
from openbadges_issuer.cli.terminal import note, put, say
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.model import View

SELECTIVE = "ecdsa-sd-2023"


class Form(StrEnum):
    """How the signature and the badge are put together."""

    JSON = "json"
    JWT = "jwt"


Securing = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        callback=filled,
        help="In place of --as, by the name that standards use. ecdsa-sd-2023 (P-256 keys): "
        "the badge is for its holder alone, who chooses what to show: `openbadges derive`.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(issue)


def issue(
    issuer: IssuerPlace,
    key: KeyFile,
    achievement: Annotated[
        Path, typer.Option(metavar="FILE", help="JSON of the Achievement, as in the standard.")
    ],
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EMAIL",
            help="E-mail address of the recipient; give it again for each other address.",
        ),
    ] = None,
    to_id: Annotated[
        str | None,
        typer.Option(
            metavar="URN",
            callback=filled,
            help="credentialSubject.id beside --to. Give all badges of one person the same, so "
            "that other programs see them as one person's. Default: a new random urn:uuid:.",
        ),
    ] = None,
    to_did: Annotated[
        str | None,
        typer.Option(
            metavar="DID", callback=filled, help="The recipient by DID, in place of --to."
        ),
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON of one Evidence, or a list.")
    ] = None,
    result: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON of one Result, or a list.")
    ] = None,
    narrative: Annotated[
        str | None, typer.Option(metavar="TEXT", help="How it was earned, in Markdown.")
    ] = None,
    endorsement: EndorsementFiles = None,
    status_state: Annotated[
        Path | None,
        typer.Option(
            metavar="LIST.state.json",
            help="Working state of the list on which the badge can be withdrawn later.",
        ),
    ] = None,
    awarded: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day (UTC) or date-time of the award.")
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
    image: Annotated[
        Path | None,
        typer.Option(metavar="ART", help="A PNG or SVG; the badge is written inside a copy of it."),
    ] = None,
    passphrase_file: PassphraseFile = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
) -> None:
    """Award an achievement to a recipient: sign a badge."""
    if out and not force:
        check_new(out)
    if image and not out and sys.stdout.isatty():
        raise SettingsError("a picture is not for the terminal: give --out FILE")
    picture = read_file(image, DEFAULT_LIMITS.image_bytes) if image else None
    to_whom = _recipient(to, to_id, to_did)
    [what], _ = _read(ob.Achievement, achievement)
    shown, evidence_place = _read(ob.Evidence, evidence)
    judged, result_place = _read(ob.Result, result)
    given: dict[str, Any] = {
        "narrative": narrative,
        "awarded_date": moment("--awarded", awarded, START_OF_DAY),
        "valid_until": moment("--valid-until", valid_until, END_OF_DAY),
        "id": id_,
    }
    vouching = read_endorsements(endorsement)
    own = open_issuer(issuer, key, passphrase_file, vouching)
    check_placed(vouching, own.issuer.profile, what)
    what = with_endorsements(what, vouching)
    mechanism = mechanism_of(securing, form, own)
    if image and mechanism == SELECTIVE:
        raise SettingsError(
            f"{image}: a picture is for everybody, and a badge by {SELECTIVE} for its holder "
            "alone: bake what `openbadges derive` makes of it"
        )
    origins = {
        "$.credentialSubject.achievement": achievement,
        f"$.evidence{evidence_place}": evidence,
        f"$.credentialSubject.result{result_place}": result,
        "$.credentialSubject.narrative": "--narrative",
        "$.credentialSubject.id": "--to-id",
        "$.id": "--id",
        "$.validUntil": "--valid-until",
    }
    with allocated(status_state) if status_state else nullcontext() as entry, tracing(origins):
        badge = own.issuer.issue(
            what,
            to=to_whom,
            evidence=shown,
            results=judged,
            status=entry,
            securing=mechanism,
            **given,
        )
        content = badge.bytes
        if image and picture is not None:
            with naming(image):
                content = ob.bake(badge, picture)
    if entry:
        note(f"The badge has the place {entry.index} of the list {entry.status_list_credential}.")
    if out:
        write_file(out, content, force=force)
        say(f"The badge is in {out}.")
    else:
        put(content)


def mechanism_of(securing: str | None, form: Form | None, own: OwnIssuer) -> str:
    """Name the securing mechanism that was asked for, by its name or by its form.

    Args:
        securing: its name.
        form: of the badge; where both are None, as the key signs.
        own: the issuer.

    Raises:
        SettingsError: both were given, or the key does not sign in that form.
    """
    if securing and form:
        raise SettingsError("--as and --securing say the same: give one of them")
    if securing:
        return securing
    match form:
        case Form.JWT:
            return "vc-jwt"
        case Form.JSON:
            if own.cryptosuite is None:
                raise SettingsError("an RSA key signs no proof inside a badge: give --as jwt")
            return own.cryptosuite
    return own.securing


def _recipient(addresses: list[str] | None, id_: str | None, did: str | None) -> ob.Recipient:
    if bool(addresses) == bool(did):
        raise SettingsError("say whose badge it is: --to EMAIL, or else --to-did DID")
    if did:
        if id_:
            raise SettingsError("--to-id goes with --to; with --to-did the DID is the id")
        with naming("--to-did"):
            return ob.Recipient.by_did(did)
    with naming("--to"):
        recipient = ob.Recipient.by_email(*addresses or ())
    return replace(recipient, id=id_) if id_ else recipient


def _read(view: type[View], path: Path | None) -> tuple[list[Any], str]:
    """Read one object or a list of them, and say what the place of the one is in a list."""
    if path is None:
        return [], ""
    content = read_json(path)
    with naming(path):
        if isinstance(content, list) and view is not ob.Achievement:
            return [view.of(item, f"$[{index}]") for index, item in enumerate(content)], ""
        return [view.of(content)], "[0]"
