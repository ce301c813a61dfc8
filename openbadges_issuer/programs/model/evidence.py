"""What is handed in, and by what it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from openbadges_issuer.programs.model.values import Entry, Id, Number, Text, Words

PieceKind = Literal["text", "file", "list", "choice"]
Stage = Literal["application", "coaching", "submission", "review"]


class Part(Entry):
    """A part of what is handed in. Of each piece a fixed copy with a digest is made.

    Attributes:
        label: what it is called; the name of its evidence in the badge.
        genre: `genre` of its evidence.
        stage: when it is due. A `coaching` part is added by the role of the coaching move, a
            `review` part by the reviewer, the others by the applicant.
        min: fewest pieces.
        kinds: what a piece may be.
        choices: what may be chosen, with kind `choice`.
        pupil_data: whether a piece may tell of pupils; then it never gets a link.
        visibility: whether its earner may open a piece on the badge's page.
    """

    label: Text
    genre: Words
    stage: Stage
    min: Annotated[Number, Field(ge=0)] = 1
    kinds: Annotated[tuple[PieceKind, ...], Field(min_length=1)] = ("text", "file")
    choices: tuple[Id, ...] = ()
    pupil_data: Literal["possible", "none"] = "possible"
    visibility: Literal["private", "earner_choice"] = "private"


class Criterion(Entry):
    """One thing that is judged.

    Attributes:
        label: what has to be seen.
        part: the part it is judged on; None for the whole submission.
    """

    label: Text
    part: Id | None = None


class Rubric(Entry):
    """How a submission is judged: each criterion must reach the level `pass_`.

    Attributes:
        levels: their labels, from low to high.
        pass_: the lowest level that passes.
        criteria: what is judged.
    """

    levels: Annotated[Mapping[Id, Text], Field(min_length=1)]
    pass_: Id = Field(alias="pass")
    criteria: Annotated[Mapping[Id, Criterion], Field(min_length=1)]

    def passes(self, level: str) -> bool:
        """Tell whether a level is `pass_` or a higher one."""
        return self.reaches(level, self.pass_)

    def reaches(self, level: str, least: str) -> bool:
        """Tell whether a level is `least` or a higher one; a level not listed reaches none."""
        order = list(self.levels)
        return level in order and order.index(level) >= order.index(least)
