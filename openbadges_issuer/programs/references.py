"""Which achievements a Ref stands for.

In a file: ``id``; ``id.3``, a member of a series; ``id.*``, all its members; ``id.slug``, an
instance of a template. In places also ``any``, ``this`` (the case's achievement), ``subject`` (the
one a certification is about), and ``id.{n}``. An *exact* ref names one achievement: ``culture.2``,
``culture_pathway``, ``mc.feedback``, ``badge_facilitator.culture.2``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from openbadges_issuer.programs.model.achievements import ProgramAchievement

Achievements = Mapping[str, ProgramAchievement]

ANY, THIS, SUBJECT = "any", "this", "subject"
_SLUG = re.compile(r"[a-z0-9_-]{1,40}")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


def head(ref: str) -> str:
    """Return the key under `achievements`: ``culture`` of ``culture.2``."""
    return ref.partition(".")[0]


def member(ref: str) -> str:
    """Return what follows the key: ``2``, ``feedback``, ``culture.2``, or nothing."""
    return ref.partition(".")[2]


def bound(ref: str, this: str) -> str:
    """Put the case's achievement for ``this``, and what it is about for ``subject``."""
    if ref == THIS:
        return this
    return member(this) if ref == SUBJECT else ref


def covers(ref: str, exact: str) -> bool:
    """Tell whether a Ref, after `bound`, stands for an achievement among others or alone."""
    if ref in (ANY, exact):
        return True
    return exact.startswith(f"{ref.removesuffix('.*')}.")


def members(achievements: Achievements, ref: str) -> tuple[str, ...]:
    """List what a Ref, after `bound`, stands for, in order.

    A template has no list: it stands for itself, as does each of its instances.

    Raises:
        KeyError: there is no such achievement.
    """
    achievement = achievements[head(ref)]
    rest = member(ref)
    if rest not in ("", "*"):
        return (ref,)
    if achievement.series:
        return tuple(f"{head(ref)}.{number}" for number in range(1, achievement.series + 1))
    if achievement.about:
        about = [exact for other in achievement.about for exact in members(achievements, other)]
        return tuple(f"{head(ref)}.{exact}" for exact in about)
    return (head(ref),)


def is_number(text: str, most: int) -> bool:
    """Tell whether a text is a number from 1 to `most`, without leading zeros."""
    return bool(_NUMBER.fullmatch(text)) and int(text) <= most


def is_exact(achievements: Achievements, ref: str) -> bool:
    """Tell whether a text, of whatever origin, names one achievement of the program."""
    key, _, rest = ref.partition(".")
    achievement = achievements.get(key)
    if achievement is None:
        return False
    if achievement.template:
        return bool(_SLUG.fullmatch(rest))
    if achievement.series:
        return is_number(rest, achievement.series)
    if achievement.about:
        return ref in members(achievements, key)
    return ref == key
