"""`openbadges status`: lists on which badges are withdrawn or paused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import openbadges_issuer as ob
from openbadges_issuer import strict_json
from openbadges_issuer.cli.files import check_new, locked, naming, read_file
from openbadges_issuer.cli.keys import KeyFile, PassphraseFile
from openbadges_issuer.cli.lists import load_state, publish, save_state
from openbadges_issuer.cli.own_issuer import IssuerPlace, OwnIssuer, open_issuer
from openbadges_issuer.cli.terminal import note, say
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.report import Outcome

_NEVER_REPLACED = "it may hold badges that were withdrawn, so give another name"

State = Annotated[
    Path, typer.Argument(metavar="LIST.state.json", help="Working state of the list.")
]
Badge = Annotated[
    Path | None, typer.Argument(metavar="BADGE", help="The badge: JSON, JWT, PNG or SVG.")
]
Index = Annotated[
    int | None, typer.Option(min=0, metavar="N", help="Its place in the list, if not BADGE.")
]
Out = Annotated[
    Path, typer.Option(metavar="LIST.json", help="The signed list, which is to be published.")
]
ValidDays = Annotated[
    int,
    typer.Option(min=1, max=3_650, metavar="N", help="Days until verifiers need a newer list."),
]


class Purpose(StrEnum):
    """What the list says of a badge."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class _Change:
    """A verb that changes the status of one badge, and how it says so."""

    verb: str
    help: str
    apply: Callable[[ob.StatusList, int], None]
    sets: bool
    done: str
    done_before: str


def _changes() -> tuple[_Change, ...]:
    return (
        _Change(
            verb="revoke",
            help="Withdraw a badge for good, and sign the list anew.",
            apply=lambda status_list, index: status_list.revoke(index),
            sets=True,
            done="is withdrawn",
            done_before="was withdrawn already",
        ),
        _Change(
            verb="suspend",
            help="Pause a badge, and sign the list anew.",
            apply=lambda status_list, index: status_list.suspend(index),
            sets=True,
            done="is paused",
            done_before="was paused already",
        ),
        _Change(
            verb="reinstate",
            help="End the pause of a badge, and sign the list anew.",
            apply=lambda status_list, index: status_list.reinstate(index),
            sets=False,
            done="is in force again",
            done_before="was not paused",
        ),
    )


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(
        help="Withdraw or pause badges, on a list that is published.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command()(new)
    for change in _changes():
        group.command(change.verb, help=change.help)(_verb(change))
    group.command("publish")(publish_again)
    app.add_typer(group, name="status")


def new(
    url: Annotated[str, typer.Option(metavar="URL", help="Where the list will be published.")],
    state: Annotated[
        Path, typer.Option(metavar="LIST.state.json", help="New file for the working state.")
    ],
    issuer: IssuerPlace,
    key: KeyFile,
    out: Out,
    purpose: Annotated[
        Purpose, typer.Option(help="Withdraw badges for good, or pause them.")
    ] = Purpose.REVOCATION,
    valid_days: ValidDays = 7,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Start a list on which no badge is withdrawn."""
    _check_different(out, state)
    check_new(state, out, advice=_NEVER_REPLACED)
    own = open_issuer(issuer, key, passphrase_file)
    status_list = ob.StatusList.new(url, purpose.value)
    save_state(state, status_list)
    publish(out, status_list, own, valid_days)
    say(f"The list is in {out}. Publish it at {url}, and a new one within {valid_days} days.")
    note(f"Keep {state}: it knows which places of the list are taken.")


def publish_again(
    state: State,
    issuer: IssuerPlace,
    key: KeyFile,
    out: Out,
    valid_days: ValidDays = 7,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Sign the list anew without a change, before the published one ends."""
    _check_different(out, state)
    own = open_issuer(issuer, key, passphrase_file)
    with locked(state):
        status_list = load_state(state)
        publish(out, status_list, own, valid_days)
    say(f"The list is in {out}. {_to_be_served(status_list, valid_days)}")


def _verb(change: _Change) -> Callable[..., None]:
    def verb(
        state: State,
        issuer: IssuerPlace,
        key: KeyFile,
        out: Out,
        badge: Badge = None,
        index: Index = None,
        valid_days: ValidDays = 7,
        passphrase_file: PassphraseFile = None,
    ) -> None:
        if badge is not None and index is not None:
            raise SettingsError("give the file of the badge or --index N, not both")
        _check_different(out, state, badge)
        own = open_issuer(issuer, key, passphrase_file)
        with locked(state):
            status_list = load_state(state)
            place = _index_of(badge, status_list, own) if index is None else index
            before = status_list.is_set(place)
            recorded = status_list.issued.get(place)
            change.apply(status_list, place)
            save_state(state, status_list)
            publish(out, status_list, own, valid_days)
        if not recorded:
            note(f"{state} had no record of a badge at the place {place}: is the number right?")
        said = change.done_before if before is change.sets else change.done
        say(
            f"The badge at the place {place} of the list {said}. "
            f"{_to_be_served(status_list, valid_days)}"
        )

    return verb


def _index_of(badge: Path | None, status_list: ob.StatusList, own: OwnIssuer) -> int:
    """Read the place of a badge in the list; not from a file that somebody may have changed."""
    if badge is None:
        raise SettingsError("say which badge: give its file, or else --index N")
    content = read_file(badge, max(DEFAULT_LIMITS.image_bytes, DEFAULT_LIMITS.credential_bytes))
    documents = ob.Prefetched(own.documents, retrieved_at=datetime.now(UTC))
    report = ob.Verifier(ob.Policy(any_issuer=True), fetcher=documents).verify(content)
    own_id = own.issuer.profile.id
    if report.issuer_id is not None and report.issuer_id != own_id:
        raise SettingsError(f"{badge}: this badge is by {report.issuer_id}, and you are {own_id}")
    if report.document is None or report.check("key_bound_to_issuer").outcome is not Outcome.PASSED:
        raise SettingsError(
            f"{badge}: {report.words.heading}. A changed file could name the place of another "
            "badge: take the file as it was signed, or give --index N from your own records"
        )
    with naming(badge):
        for entry in strict_json.listed(report.document.get("credentialStatus")):
            read = ob.StatusEntry.read(entry, "$.credentialStatus")
            if (read.status_list_credential, read.purpose) == (
                status_list.url,
                status_list.purpose,
            ):
                return read.index
    raise SettingsError(
        f"{badge}: this badge does not name the list {status_list.url} for {status_list.purpose}, "
        "so that list says nothing about it"
    )


def _to_be_served(status_list: ob.StatusList, valid_days: int) -> str:
    return (
        f"This counts once the new list is served at {status_list.url}; "
        f"sign it anew within {valid_days} days."
    )


def _check_different(out: Path, *others: Path | None) -> None:
    for other in others:
        if other is not None and out.resolve() == other.resolve():
            raise SettingsError(f"--out {out} would replace {other}: give another name")
