"""Reading and writing the files that a command names."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError, OpenBadgesError, Problem, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

REPLACE_ADVICE = "give another name, or --force to replace it"


@contextmanager
def naming(place: Path | str) -> Iterator[None]:
    """Put a file, or the option typed, before an error in its content.

    Raises:
        SettingsError: in place of whatever `OpenBadgesError` was raised within.
    """
    try:
        yield
    except OpenBadgesError as error:
        raise SettingsError(f"{place}: {error}", problem=error.problem) from None


def read_file(path: Path | str, most: int) -> bytes:
    """Read a whole file.

    Raises:
        InputError: it has more than `most` bytes (TOO_LARGE).
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123  # who has no Path need not load pathlib
        content = file.read(most + 1)
    if len(content) > most:
        raise InputError(
            f"{path}: this file has more than {most:,} bytes, too many for what is expected here",
            problem=Problem.TOO_LARGE,
        )
    return content


def read_json(path: Path, most: int = DEFAULT_LIMITS.credential_bytes) -> Any:
    """Read a file that holds one JSON value.

    Raises:
        InputError: as `read_file`.
        SettingsError: it is not JSON.
        OSError: it cannot be read.
    """
    content = read_file(path, most)
    with naming(path):
        return strict_json.loads(content)


def json_text(value: Mapping[str, Any]) -> bytes:
    """Write JSON for people to read."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def check_new(*paths: Path, advice: str = REPLACE_ADVICE) -> None:
    """Refuse, before any work is done, to write files that are there already.

    Raises:
        SettingsError: one of them is there; with the advice.
    """
    for path in paths:
        if path.exists():
            raise SettingsError(f"{path} is there already: {advice}")


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file that is not there yet, or with `force` in place of one that is.

    Raises:
        SettingsError: it is there already.
        OSError: it cannot be written; no part of it is left.
    """
    if force:
        replace_file(path, content)
        return
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise SettingsError(f"{path} is there already: {REPLACE_ADVICE}") from None
    except OSError:
        path.unlink(missing_ok=True)
        raise


def replace_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file at once: whoever reads it finds the old content or the new, also after a crash.

    Args:
        path: the file; it keeps the mode it has, and stays a link if it is one.
        content: all of it.
        private: when it is a new file, only its owner may read it.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    import secrets  # noqa: PLC0415  # who only reads needs neither
    import shutil  # noqa: PLC0415

    target = path.resolve()
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with open(unfinished, "xb", opener=open_private if private else None) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, unfinished)
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing a file, by a lock on `PATH.lock` beside it.

    Raises:
        OSError: the file is not there, or the lock was not had.
    """
    target = path.resolve(strict=True)
    with target.with_name(f"{target.name}.lock").open("ab") as file:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def open_private(path: str, flags: int) -> int:
    """Open a file, as an `opener`, that only its owner may read if it is new."""
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
