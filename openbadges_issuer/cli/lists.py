"""The working state of a status list in a file, and the published list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openbadges_issuer as ob
from openbadges_issuer import strict_json
from openbadges_issuer.cli.files import locked, naming, read_json, replace_file
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.cli.own_issuer import OwnIssuer

_MOST_BYTES = 2 * DEFAULT_LIMITS.status_list_bytes  # two rows of bits


@contextmanager
def allocated(state: Path) -> Iterator[ob.StatusEntry]:
    """Lend a free place of the list to the badge that is made within.

    The file is locked meanwhile. The place is kept in it when the badge is made, before anybody
    learns of the badge; when an error ends the block, the place stays free.

    Raises:
        SettingsError, InputError: the file does not hold the state of a list.
        StatusError: the list is full.
        OSError: the file cannot be read or written.
    """
    with locked(state):
        status_list = load_state(state)
        entry = status_list.allocate()
        yield entry
        save_state(state, status_list)


class Places:
    """Lends places of a list to the badges of a batch."""

    def __init__(self, state: Path, status_list: ob.StatusList) -> None:
        """Keep the list, whose file is locked."""
        self._state = state
        self._list = status_list

    def take(self) -> ob.StatusEntry:
        """Take a free place, at random.

        Raises:
            StatusError: the list is full.
        """
        return self._list.allocate()

    def give_back(self, entry: ob.StatusEntry) -> None:
        """Free a place whose badge was not made after all."""
        self._list.issued.set(entry.index, False)

    def save(self) -> None:
        """Keep what is taken, for good.

        Raises:
            OSError: it cannot be written; the old state is still there.
        """
        save_state(self._state, self._list)


@contextmanager
def open_places(state: Path, most: int) -> Iterator[Places]:
    """Lend places of the list for a batch of at most so many badges; others wait meanwhile.

    Raises:
        SettingsError: the list has not so many free places.
        SettingsError, InputError, StatusError, OSError: as `allocated`.
    """
    with locked(state):
        status_list = load_state(state)
        free = len(status_list.issued) * 9 // 10 - status_list.issued.count()
        if most > free:
            raise SettingsError(
                f"{state}: the list has {max(free, 0):,} places for new badges, and there are "
                f"{most:,} rows: take another list, or make several files of the rows"
            )
        yield Places(state, status_list)


def load_state(path: Path) -> ob.StatusList:
    """Read the working state of a list; errors as `allocated`."""
    members = read_json(path, _MOST_BYTES)
    with naming(path):
        if not isinstance(members, dict):
            raise SettingsError("the working state of a status list is expected: a JSON object")
        if "BitstringStatusListCredential" in strict_json.as_list(members.get("type")):
            raise SettingsError(
                "this is the published list; give its working state, the file that "
                "`status new` was given as --state"
            )
        return ob.StatusList.from_json(members)


def save_state(path: Path, status_list: ob.StatusList) -> None:
    """Write the working state, at once and for good.

    Raises:
        OSError: it cannot be written; the old state is still there.
    """
    content = strict_json.dumps(status_list.to_json()) + "\n"
    replace_file(path, content.encode(), private=True)


def publish(out: Path, status_list: ob.StatusList, own: OwnIssuer, valid_days: int) -> None:
    """Sign the list as of now and write it to the file that is served.

    Raises:
        OSError: it cannot be written; the old list is still there.
    """
    now = datetime.now(UTC)
    document = ob.status_list_credential(
        status_list,
        issuer=own.issuer.profile.id,
        valid_from=now,
        valid_until=now + timedelta(days=valid_days),
    )
    replace_file(out, own.issuer.sign(document, securing=own.securing).bytes)
