"""Endorsements that others gave: files, put where what they are about stands in a badge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

import typer

import openbadges_issuer as ob
from openbadges_issuer.cli.files import naming, read_file
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

Endorsable = TypeVar("Endorsable", "ob.Profile", "ob.Achievement")

EndorsementFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--endorsement",
        metavar="FILE",
        help="What another body says of the issuer or of the achievement, as `openbadges endorse` "
        "signs it; may be given again. It stands in the badge.",
    ),
]


class Endorsement(NamedTuple):
    """An endorsement in a file.

    Attributes:
        file: where it was read.
        text: JSON or a compact JWS.
        about: id of what is endorsed.
    """

    file: Path
    text: str
    about: str


def read_endorsements(files: Sequence[Path] | None) -> list[Endorsement]:
    """Read what others gave.

    Raises:
        SettingsError: one is not an endorsement; with its file.
        InputError: one is too large (TOO_LARGE).
        OSError: one cannot be read.
    """
    from openbadges_issuer.endorsing import read_endorsement  # noqa: PLC0415  # when there is one

    read = []
    for file in files or ():
        content = read_file(file, DEFAULT_LIMITS.credential_bytes)
        with naming(file):
            text, document = read_endorsement(content)
        read.append(Endorsement(file, text, str(document["credentialSubject"].get("id"))))
    return read


def with_endorsements(what: Endorsable, given: Sequence[Endorsement]) -> Endorsable:
    """Put those that are about an issuer or an achievement into it."""
    for one in given:
        if one.about == what.id:
            with naming(one.file):
                what = ob.endorsed(what, one.text)
    return what


def check_placed(given: Sequence[Endorsement], profile: ob.Profile, what: ob.Achievement) -> None:
    """Refuse an endorsement that is about neither, and so stands nowhere in the badge.

    Raises:
        SettingsError: one is; with its file.
    """
    for one in given:
        if one.about not in (profile.id, what.id):
            raise SettingsError(
                f"{one.file}: this endorsement is about {one.about}, which is neither the issuer, "
                f"{profile.id}, nor the achievement, {what.id}"
            )
