"""What was handed in, as an act in its case: of the bytes a host stores, only what names them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from openbadges_issuer.programs.awards.evidence import digest
from openbadges_issuer.programs.cases.happenings import PartAdded, PartReplaced
from openbadges_issuer.programs.model.evidence import PieceKind


def piece_of(
    part: str,
    stored: bytes,
    *,
    kind: PieceKind = "text",
    media_type: str = "application/json",
    names: Iterable[str] = (),
    replaces: str | None = None,
) -> PartAdded:
    """Hand in a piece: what `ask` takes.

    Args:
        part: what it is a piece of, a key of the program's `parts`.
        stored: the bytes that are kept; of a text what `text_piece` gives.
        kind: what the piece is.
        media_type: of `stored`.
        names: what it names: achievements, goals as ``framework.item``, or what was chosen.
        replaces: id of the piece in whose stead it is handed in; None: it is one more, with a
            random id.

    Raises:
        SettingsError: an argument is not as described.
    """
    kind_of_act = PartReplaced if replaces else PartAdded
    return kind_of_act(
        part=part,
        piece=replaces or str(uuid.uuid4()),
        digest=digest(stored),
        media_type=media_type,
        size=len(stored),
        kind=kind,
        names=tuple(names),
    )
