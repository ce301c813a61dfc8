"""The one place where the host is put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files

import openbadges_issuer as ob
from issuer_app.accounts import Accounts
from issuer_app.awarding import Awarding
from issuer_app.brought import verifying
from issuer_app.checking import Checking
from issuer_app.config import Settings, refuse_debugging
from issuer_app.defining import Defining
from issuer_app.own_documents import OwnDocuments
from issuer_app.publishing import Art, Publishing
from issuer_app.seen_lists import SeenLists
from issuer_app.signers import Signers
from issuer_app.status_lists import StatusLists
from issuer_app.store import Database
from openbadges_issuer import timestamps
from openbadges_issuer.bulk.apart import Apart
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.generic import GenericIssuer, generic_issuers

_COPY_SECONDS = 60  # a document of another host is asked for again after this time
_STALE_SECONDS = 3_600  # a key that was withdrawn may still count for so long, if its site is down
_COPIES = 1_000


@dataclass(frozen=True, slots=True)
class Host:
    """What the views and the verbs of the command call.

    `test_issuers` is empty when the test-use routes are off.
    """

    settings: Settings
    database: Database
    signers: Signers
    accounts: Accounts
    defining: Defining
    awarding: Awarding
    publishing: Publishing
    checking: Checking
    apart: Apart
    test_issuers: Mapping[str, GenericIssuer]
    clock: Callable[[], datetime]

    def close(self) -> None:
        """Leave no process and no connection."""
        self.apart.close()
        self.database.close()

    def require_ready(self) -> None:
        """Refuse to work without the tables of this version, or without a key of every issuer.

        A status list whose time is over is signed anew.

        Raises:
            SettingsError: debug mode is asked for; the database does not answer or is not up to
                date; a key is not there.
            KeyFormatError: a key file is malformed, or open to other users.
        """
        refuse_debugging()
        self.require_current()
        for issuer in self.accounts.issuers():
            self.signers.issuer(issuer)
        self.publishing.renew_ended_lists(self.clock())

    def require_current(self) -> None:
        """Refuse to work on tables of another version, or for issuers at another address.

        Raises:
            SettingsError: it is so, or the database does not answer.
        """
        if not self.database.is_current():
            raise SettingsError(
                "the database does not answer, or has not the tables of this version: "
                "run `openbadges db upgrade`"
            )
        addresses = self.settings.addresses
        for issuer in self.accounts.issuers():
            if issuer.did not in (addresses.host_did, addresses.issuer_did(issuer.slug)):
                raise SettingsError(
                    f"the issuer {issuer.slug} is {issuer.did}, which is not at the address of "
                    f"OPENBADGES_BASE_URL, {self.settings.base_url}: nobody could verify its "
                    "badges. Set the address back, or begin with another database"
                )


def wire(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = timestamps.now,
    fetcher: ob.Fetcher | None = None,
) -> Host:
    """Put the host together; nothing is connected or read yet but the trust lists.

    Args:
        settings: what the district decided.
        clock: gives the time, with offset.
        fetcher: asks other hosts; default: guarded HTTPS.

    Raises:
        SettingsError: a trust list cannot be read, or the database's URL is not one.
    """
    database = Database(settings.database_url)
    signers = Signers(settings.passphrase, clock)
    addresses = settings.addresses
    lists = StatusLists(database, signers, addresses, clock)
    publishing = Publishing(database, lists, addresses, _default_art())
    accounts = Accounts(database, signers, addresses, clock)
    defining = Defining(database, signers, addresses, clock)
    seen_lists = SeenLists(database, is_own=lambda url: addresses.path(url) is not None)
    others = fetcher or ob.CachedFetcher(
        ob.HttpsFetcher(seconds=settings.fetch_seconds),
        seconds=_COPY_SECONDS,
        stale_seconds=_STALE_SECONDS,
        entries=_COPIES,
        clock=clock,
        is_outdated=seen_lists.is_behind,
    )
    documents = OwnDocuments(publishing, addresses, clock, others)
    listed = tuple(ob.TrustList.load(path) for path in settings.trust_list)
    apart = Apart(
        partial(verifying, listed, documents.loopback), megabytes=settings.verify_megabytes
    )
    return Host(
        settings=settings,
        database=database,
        signers=signers,
        accounts=accounts,
        defining=defining,
        awarding=Awarding(database, signers, lists, defining, addresses, clock),
        publishing=publishing,
        checking=Checking(
            publishing, accounts, documents, listed, apart, seen_lists, settings, clock
        ),
        apart=apart,
        test_issuers=_test_issuers(settings),
        clock=clock,
    )


def _test_issuers(settings: Settings) -> Mapping[str, GenericIssuer]:
    """Make those of the test-use routes; each process of this host makes the same."""
    if not settings.vc_api:
        return {}
    return generic_issuers(settings.secret_key.get_secret_value().encode())


def _default_art() -> Art:
    static = files("issuer_app") / "static"
    return Art(png=(static / "badge.png").read_bytes(), svg=(static / "badge.svg").read_bytes())
