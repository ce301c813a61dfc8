"""`openbadges issue`: award one badge."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import openbadges_issuer as ob
from openbadges_issuer import timestamps
from openbadges_issuer.cli.files import check_new, naming, read_file, read_json, write_file
from openbadges_issuer.cli.issuers import IssuerPlace, open_issuer
from openbadges_issuer.cli.keys import KeyFile, PassphraseFile
from openbadges_issuer.cli.lists import allocate
from openbadges_issuer.cli.terminal import note, put, say
from openbadges_issuer.errors import InputError, OpenBadgesError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.model import View

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Form(StrEnum):
    """How the signature and the badge are put together."""

    JSON = "json"
    JWT = "jwt"


_SECURING = {Form.JSON: "eddsa-rdfc-2022", Form.JWT: "vc-jwt"}


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
    to_did: Annotated[
        str | None, typer.Option(metavar="DID", help="The recipient by DID, in place of --to.")
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
    status_list: Annotated[
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
        str | None, typer.Option("--id", metavar="URI", help="Default: a random urn:uuid:.")
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--as", help="Default: json; jwt for a key that is not Ed25519."),
    ] = None,
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
    to_whom = _recipient(to, to_did)
    [what], _ = _read(ob.Achievement, achievement)
    shown, evidence_place = _read(ob.Evidence, evidence)
    judged, result_place = _read(ob.Result, result)
    given: dict[str, Any] = {
        "narrative": narrative,
        "awarded_date": _moment("--awarded", awarded, time(0)),
        "valid_until": _moment("--valid-until", valid_until, time(23, 59, 59)),
        "id": id_,
    }
    own = open_issuer(issuer, key, passphrase_file)
    if form is Form.JSON and own.securing != _SECURING[form]:
        raise SettingsError("--as json needs an Ed25519 key, and this one is not: give --as jwt")
    places = {
        "$.credentialSubject.achievement": achievement,
        f"$.evidence{evidence_place}": evidence,
        f"$.credentialSubject.result{result_place}": result,
        f"AchievementSubject.result{result_place}": result,
    }
    entry = allocate(status_list) if status_list else None  # saved before anything is signed
    with _naming_files(places):
        badge = own.issuer.issue(
            what,
            to=to_whom,
            evidence=shown,
            results=judged,
            status=entry or (),
            securing=_SECURING[form] if form else own.securing,
            **given,
        )
    content = ob.bake(badge, picture) if picture is not None else badge.bytes
    if entry:
        note(f"The badge has the place {entry.index} of the list {entry.status_list_credential}.")
    if out:
        write_file(out, content, force=force)
        say(f"The badge is in {out}.")
    else:
        put(content)


def _recipient(addresses: list[str] | None, did: str | None) -> ob.Recipient:
    if bool(addresses) == bool(did):
        raise SettingsError("say whose badge it is: --to EMAIL, or else --to-did DID")
    return ob.Recipient.by_did(did) if did else ob.Recipient.by_email(*addresses or ())


def _read(view: type[View], path: Path | None) -> tuple[list[Any], str]:
    """Read one object or a list of them, and say what the place of the one is in a list."""
    if path is None:
        return [], ""
    content = read_json(path)
    with naming(path):
        if isinstance(content, list) and view is not ob.Achievement:
            return [view.of(item, f"$[{index}]") for index, item in enumerate(content)], ""
        return [view.of(content)], "[0]"


def _moment(option: str, text: str | None, time_of_day: time) -> datetime | None:
    """Read a date-time with offset, or a date and take that time of it."""
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time_of_day, UTC)
        return timestamps.parse(text)
    except (InputError, ValueError):
        raise SettingsError(
            f"{option}: a day such as 2026-11-21, or a date-time with an offset such as "
            f"2026-11-21T15:04:05Z, is expected, not {text[:40]!r}"
        ) from None


@contextmanager
def _naming_files(places: Mapping[str, Path | None]) -> Iterator[None]:
    """Trace an error in the badge back to the file that it came from."""
    try:
        yield
    except OpenBadgesError as error:
        for place, path in places.items():
            if path and error.path.startswith(place):
                below = error.path.removeprefix(place)
                raise SettingsError(f"{path}: ${below}: {error.message}") from None
        raise
