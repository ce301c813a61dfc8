"""What can be earned, where it comes from, and which badges of others are taken in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from openbadges_issuer.programs.model.conditions import Condition
from openbadges_issuer.programs.model.values import (
    AchievementPattern,
    AchievementType,
    Count,
    Did,
    Entry,
    Id,
    Ids,
    Ref,
    Refs,
    Text,
    ValidFor,
    Words,
    YesNo,
)

MOST_MEMBERS = 200

NUMBER = "{n}"
"""In an achievement id of others, and in `counts_as`: a number without leading zeros."""


class FrameworkItem(Entry):
    """One goal."""

    label: Text


class Framework(Entry):
    """Goals to align with."""

    label: Text
    items: Annotated[Mapping[Id, FrameworkItem], Field(min_length=1)]


class Catalogue(Entry):
    """Where achievements come from.

    Attributes:
        label: what it is called.
        kind: `own`: issued here; `proposed`: written by the educator; `external`: from elsewhere.
        provider: who publishes, in words.
        platform: where, in words.
        admits: of an external one: all of it, or what is listed here.
        size: how many achievements of the file come from it; must agree.
        approval: role that approves each choice from it.
        per_school: the list is `schools.<id>.offers`.
    """

    label: Text
    kind: Literal["own", "proposed", "external"]
    provider: Words | None = None
    platform: Words | None = None
    admits: Literal["any", "listed"] | None = None
    size: Count | None = None
    approval: Id | None = None
    per_school: YesNo = False


class ProgramAchievement(Entry):
    """What can be earned; with `template`, `series` or `about` it stands for several.

    Attributes:
        name: what it is called.
        type: `achievementType` of Open Badges 3.0.
        award: `case`: judged in a workflow; `when_complete`: issued as soon as `requires` holds;
            `outside`: issued by others, and only counted.
        workflow: steps of its cases. With ``award: outside`` a case issues nothing.
        template: each case or entry of a catalogue makes an instance ``id.slug``.
        series: it is ``id.1`` to ``id.n``, named "{name}, {k} of {n}".
        about: there is one for each of these: ``badge_facilitator.culture.2``.
        from_: catalogues.
        parts: what is handed in, in the order of the evidence in the badge.
        rubric: by what it is judged.
        start_when: what must hold before a case begins.
        requires: what must hold at the award.
        aligns_to: frameworks; the plan names at least one of their goals.
        group_work: learning in a group is allowed; each applicant is judged alone.
        valid_for: how long the badge is valid from its signing; None for ever.
    """

    name: Text
    type: AchievementType
    award: Literal["case", "when_complete", "outside"]
    workflow: Id | None = None
    template: YesNo = False
    series: Annotated[Count, Field(le=MOST_MEMBERS)] | None = None
    about: Annotated[Refs, Field(max_length=MOST_MEMBERS)] | None = None
    from_: Ids = Field(default=(), alias="from")
    parts: Ids = ()
    rubric: Id | None = None
    start_when: Condition | None = None
    requires: Condition | None = None
    aligns_to: Ids = ()
    group_work: YesNo = False
    valid_for: ValidFor | None = None


class Accepts(Entry):
    """Badges of others that are taken in.

    An entry matches by issuer and achievement. The first that matches, in the order of the file,
    is the one that applies; its `max_age` and `genres` must then hold.

    Attributes:
        issuers: DIDs, compared with the proved issuer.
        trust_lists: names of the host's trust lists; whoever is on one matches too.
        achievements: achievement ids, with ``{n}`` for a number; or all.
        counts_as: the own achievement it stands for, or in whose cases it may be handed in.
        effect: `counts`: it counts as earned. `evidence`: it is evidence of learning; it meets no
            condition and gives no reward.
        max_age: not older than this on the day of recognition.
        genres: the badge has evidence of each of these genres.
    """

    issuers: tuple[Did, ...] = ()
    trust_lists: tuple[Words, ...] = ()
    achievements: Annotated[
        Annotated[Literal["any"], Tag("@any")]
        | Annotated[tuple[AchievementPattern, ...], Field(min_length=1), Tag("@list")],
        Discriminator(lambda value: "@any" if isinstance(value, str) else "@list"),
    ]
    counts_as: Ref
    effect: Literal["counts", "evidence"]
    max_age: ValidFor | None = None
    genres: tuple[Words, ...] = ()

    def counted_as(self, achievement_id: str) -> str | None:
        """Fill `counts_as` for an achievement of others; None: it does not match.

        Whether there is that member of a series, `Program.counted_as` tells.
        """
        if self.achievements == "any":
            return self.counts_as
        for pattern in self.achievements:
            number = _number_in(achievement_id, pattern)
            if number is not None:
                return self.counts_as.replace(NUMBER, number)
        return None


def _number_in(achievement_id: str, pattern: str) -> str | None:
    """Return what stands for ``{n}``, "" where the pattern has none; None when it differs."""
    before, has_number, after = pattern.partition(NUMBER)
    if not has_number:
        return "" if achievement_id == pattern else None
    wanted = re.escape(before) + "([1-9][0-9]{0,5})" + re.escape(after)
    found = re.fullmatch(wanted, achievement_id, re.ASCII)
    return found[1] if found else None
