"""Status lists: a free place for each badge, and the signed list, which is always up to date.

A list is signed in the transaction that changes it, so whoever reads it after a revocation reads
the revocation. When half of its life is over it is signed anew by the first who reads it, and the
others wait for that one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

import openbadges_issuer as ob
from issuer_app.addresses import Addresses
from issuer_app.errors import NotFoundError
from issuer_app.signers import Signers, key_in_use
from issuer_app.store import Database, Issuer, Session, StatusList, queries
from openbadges_issuer.errors import KeyFormatError, SettingsError
from openbadges_issuer.status.bitstring import MINIMUM_LENGTH

LIFE = timedelta(days=7)
_CLOCK_SKEW = timedelta(minutes=1)  # for verifiers whose clocks are behind ours
_ID_BYTES = 12
_FIRST = datetime.min.replace(tzinfo=UTC)


class StatusLists:
    """The status lists of all issuers."""

    def __init__(
        self,
        database: Database,
        signers: Signers,
        addresses: Addresses,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what signing a list depends on."""
        self._database = database
        self._signers = signers
        self._addresses = addresses
        self._clock = clock

    def free_entry(self, issuer: Issuer) -> tuple[str, ob.StatusEntry]:
        """Find a place that no badge has: the id of its list, and the entry for the badge.

        It is not reserved. Whoever stores a badge at a place that was taken meanwhile is refused
        by the database, and asks again.
        """
        with self._database.reading() as session:
            newest = queries.newest_status_list(session, issuer)
            if newest and self._has_room(session, newest):
                return self._free_entry(session, newest)
        with self._database.writing() as session:
            made = self._new(issuer)
            session.add(made)
            return self._free_entry(session, made)

    def published(self, id_: str) -> StatusList:
        """Give a list as it is to be served now.

        Raises:
            NotFoundError: there is no such list.
            SettingsError, KeyFormatError: its time is over, and the key that is to sign it anew
                cannot be had.
        """
        with self._database.reading() as session:
            found = queries.status_list(session, id_)
        if found is None:
            raise NotFoundError("there is no such status list")
        if not self._is_due(found):
            return found
        try:
            with self._database.writing() as session:
                locked = self.locked(session, id_)
                if self._is_due(locked):  # unless somebody else has signed it while we waited
                    self.sign(session, locked)
                return locked
        except (SettingsError, KeyFormatError):
            if found.valid_until <= self._clock():
                raise
            structlog.get_logger().exception("a status list was not signed anew")
            return found  # still good, and everything it says is still so

    def locked(self, session: Session, id_: str) -> StatusList:
        """Give a list that nobody else can change before this transaction ends."""
        found = queries.status_list(session, id_, lock=True)
        if found is None:
            raise NotFoundError("there is no such status list")
        return found

    def sign(self, session: Session, locked: StatusList) -> None:
        """Sign a list with the revocations that this transaction sees."""
        bits = ob.StatusList.new(self._addresses.status_list(locked.id))
        for index in queries.revoked_indices(session, locked):
            bits.revoke(index)
        self._sign(locked, bits, locked.issuer, not_before=locked.valid_from)

    def _new(self, issuer: Issuer) -> StatusList:
        id_ = secrets.token_urlsafe(_ID_BYTES)
        made = StatusList(id=id_, issuer_id=issuer.id, created_at=self._clock())
        empty = ob.StatusList.new(self._addresses.status_list(id_))
        self._sign(made, empty, issuer, not_before=_FIRST)
        return made

    def _sign(
        self, row: StatusList, bits: ob.StatusList, issuer: Issuer, not_before: datetime
    ) -> None:
        # Verifiers refuse a list that is older than one they have seen: time never goes back.
        row.valid_from = max(self._clock() - _CLOCK_SKEW, not_before)
        row.valid_until = row.valid_from + LIFE
        row.key_id = key_in_use(issuer).id
        document = ob.status_list_credential(
            bits, issuer=issuer.did, valid_from=row.valid_from, valid_until=row.valid_until
        )
        row.signed = self._signers.issuer(issuer).sign(document).text

    def _is_due(self, row: StatusList) -> bool:
        half = row.valid_from + (row.valid_until - row.valid_from) / 2
        return self._clock() >= half or row.key_id != key_in_use(row.issuer).id

    def _has_room(self, session: Session, row: StatusList) -> bool:
        """Tell whether a free place is soon found: one in ten at least is."""
        return queries.taken_count(session, row) * 10 < MINIMUM_LENGTH * 9

    def _free_entry(self, session: Session, row: StatusList) -> tuple[str, ob.StatusEntry]:
        index = secrets.randbelow(MINIMUM_LENGTH)
        while queries.is_index_taken(session, row, index):
            index = secrets.randbelow(MINIMUM_LENGTH)
        return row.id, ob.StatusEntry(self._addresses.status_list(row.id), index)
