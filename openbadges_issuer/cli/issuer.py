"""`openbadges issuer`: who awards the badges."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.documents import document_url
from openbadges_issuer.cli.files import check_new, json_text, write_file
from openbadges_issuer.cli.keys import KeyFile, PassphraseFile, open_key
from openbadges_issuer.cli.options import filled, tracing
from openbadges_issuer.cli.own_issuer import DOCUMENT, PROFILE
from openbadges_issuer.cli.rotation import add_key, publishing_hint, retire_key
from openbadges_issuer.cli.terminal import note, say
from openbadges_issuer.errors import SettingsError


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(
        help="Set up who awards the badges.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command()(init)
    group.command()(add_key)
    group.command()(retire_key)
    app.add_typer(group, name="issuer")


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the files.")],
    name: Annotated[str, typer.Option(callback=filled, help="The issuer's name.")],
    url: Annotated[str, typer.Option(metavar="URL", help="The issuer's web site.")],
    key: KeyFile,
    did: Annotated[
        str | None,
        typer.Option(
            metavar="did:web:…",
            help="The issuer's id, at a web address of yours. Default: did:key, the key itself, "
            "which can never be replaced by another key.",
        ),
    ] = None,
    image: Annotated[str | None, typer.Option(metavar="URL", help="A logo.")] = None,
    email: Annotated[str | None, typer.Option(help="For questions about badges.")] = None,
    passphrase_file: PassphraseFile = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace both files; keys listed there before are dropped."),
    ] = False,
) -> None:
    """Write DIR/profile.json, and DIR/did.json, which lists the key and is to be published."""
    if did is not None and not did.startswith("did:web:"):
        raise SettingsError(
            "--did is a did:web: identifier, such as did:web:badges.example.org; "
            "leave it out for an issuer that is its key"
        )
    profile_file, document_file = folder / PROFILE, folder / DOCUMENT
    if not force:
        check_new(profile_file, document_file)
    published_at = document_url(did) if did else None
    signer = open_key(key, passphrase_file)
    issuer_id = did or signer.verification_method.partition("#")[0]
    with tracing({"Profile.url": "--url", "Profile.email": "--email", "Image.id": "--image"}):
        logo = image and ob.Image(id=image)
        profile = ob.Profile(id=issuer_id, name=name, url=url, **_given(email=email, image=logo))
    folder.mkdir(parents=True, exist_ok=True)
    write_file(profile_file, json_text(profile.to_json()), force=force)
    say(f"The issuer is {issuer_id}, and its profile is in {profile_file}.")
    if published_at:
        document = ob.did_document(issuer_id, [signer.public_key])
        write_file(document_file, json_text(document), force=force)
        note(publishing_hint(document_file, published_at))


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
