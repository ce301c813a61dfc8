"""One revocation: set the bit, gzip, encode, sign. A tenth of a percent is withdrawn before."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from itertools import count

import openbadges_issuer as ob
from tests.benchmarks.credential import DID, LIST_URL, District
from tests.benchmarks.rounds import Run, repeated

LENGTHS = {"revoke/131072": 131_072, "revoke/1m": 1_048_576, "revoke/10m": 10_485_760}


def revocations() -> dict[str, Run]:
    """Give what is to be timed, by the ids of measures."""
    district = District.new()
    return {id_: _revoking(district, length) for id_, length in LENGTHS.items()}


def _revoking(district: District, length: int) -> Run:
    state = ob.StatusList.new(LIST_URL, length=length)
    for _ in range(length // 1_000):
        state.revoke(secrets.randbelow(length))
    indices = count()

    def revoke() -> bytes:
        state.revoke(next(indices) % length)
        now = datetime.now(UTC)
        document = ob.status_list_credential(
            state, issuer=DID, valid_from=now, valid_until=now + timedelta(days=7)
        )
        return district.issuer.sign(document).bytes

    return repeated(revoke)
