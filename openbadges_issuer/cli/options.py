"""What was typed: options that may not be empty, and the option or file that an error is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import typer

from openbadges_issuer.errors import OpenBadgesError, SettingsError


def filled(text: str | None) -> str | None:
    """Refuse an empty text: a script whose variable is not set gives one, and nobody means it."""
    if text is not None and not text.strip():
        raise typer.BadParameter("it is empty")
    return text


@contextmanager
def tracing(origins: Mapping[str, Path | str | None]) -> Iterator[None]:
    """Trace an error back to the file or the option that it came from.

    Args:
        origins: for a JSON path, a file, or an option such as ``--id``; None for
            what was not given.

    Raises:
        SettingsError: in place of an `OpenBadgesError` at or below one of these paths.
    """
    try:
        yield
    except OpenBadgesError as error:
        for start, origin in origins.items():
            below = error.path.removeprefix(start)
            if origin and error.path.startswith(start) and below[:1] in ("", ".", "["):
                place = f" ${below}:" if isinstance(origin, Path) else ""
                raise SettingsError(
                    f"{origin}:{place} {error.message}", problem=error.problem
                ) from None
        raise
