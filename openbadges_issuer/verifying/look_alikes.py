"""Look-alikes: a name or domain that a reader would take for another. Only ever a warning.

Two texts are compared by their skeletons, as in Unicode Technical Standard 39, and without the
words that any district's name may have: what is left is what tells them apart. Honest districts
have similar names, such as Lake County and Lane County, so a difference of one letter is taken for
a trick in long names only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from openbadges_issuer.verifying.confusables import LOOKS_LIKE

_LONGEST_TEXT = 300
_LONGEST_LABEL = 63  # of a domain

_CONFUSABLE = {ord(odd): letter for letter, odds in LOOKS_LIKE.items() for odd in odds}
_AFTER_CASE = str.maketrans("01i345$@", "olleassa")  # a capital I is an l to the eye
_TO_THE_EYE = {"rn": "m", "vv": "w"}
_WORD = re.compile(r"[^\W_]+")
_K12 = re.compile(r"(.+)\.(?:k12|lib|tec|cc)\.([a-z]{2})\.us")  # RFC 1480: schools by state
_BETWEEN_LABELS = re.compile(r"[.-]+")


@lru_cache(maxsize=4_096)  # of the lists and of the stranger that is held against them
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_skeleton(text.replace("'", "").replace("’", ""))))


def _skeleton(text: str) -> str:
    """Reduce text to what the eye sees: one letter for all that look like it."""
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text[:_LONGEST_TEXT])
        if unicodedata.category(letter)[0] not in "CM"
    )
    seen = seen.translate(_CONFUSABLE).casefold().translate(_AFTER_CASE)
    for pair, letter in _TO_THE_EYE.items():
        seen = seen.replace(pair, letter)
    return seen


# Words that any district's name or domain may have, and that a look-alike adds or leaves out.
_COMMON = frozenset(
    skeleton
    for line in (
        "a the of for and at in by us usa school schools sch district dist sd isd usd k12 public "
        "unified independent board education learning staff teacher teachers educator educators",
        "official verified real verify verification secure security online portal site web www app "
        "login signin account accounts support hr pd my inc org",
        "issuer issuers badge badges open openbadges micro microcredential microcredentials "
        "credential credentials certificate certificates program programs",
    )
    for skeleton in _words(line)
)
_LONG_COMMON = sorted((word for word in _COMMON if len(word) >= 5), key=len, reverse=True)
_AT_AN_END = "|".join(_LONG_COMMON)
_BETWEEN = re.compile(rf"(?:{_AT_AN_END})*+(.+?)(?:{_AT_AN_END})*+")  # possessive: one way to match
_OFTEN_MISSPELLED = _words("school schools district")
_KINDS_OF_PLACE = _words("county city parish township borough village")

_LONG_FOR_A_TYPO = 13  # Charleston and Charlestown are two places, and shorter
_LONG_FOR_A_LABEL = 8  # a shorter label is a word or an abbreviation that many may use
_LONG_FOR_ANOTHER_TOP = 6  # an abbreviation under another top-level domain is likely another's


def names_look_alike(claimed: str, listed: str, place: str = "") -> bool:
    """Tell whether a reader would take one name for the other. Equal names do look alike.

    Args:
        claimed: what somebody calls itself.
        listed: the name that a reader knows.
        place: where the bearer of that name is; its words may be added to the name.
    """
    known = _words(listed)
    beside = set(_words(place)).difference(known)
    used = [word for word in _words(claimed) if word not in beside]
    if "".join(used) == "".join(known) != "":
        return True
    spelled = [word for word in used if not _is_misspelled(word)]
    return _alike(_essence(spelled, beside), _essence(known))


def domains_look_alike(claimed: str, listed: str, place: str = "") -> bool:
    """Tell whether a reader would take one domain for the other. A domain is not like itself.

    Args:
        claimed: a domain in ASCII, perhaps with a port.
        listed: likewise the one that a reader knows.
        place: where the holder of that one is; its words may be added to the domain.
    """
    if claimed == listed:
        return False
    name, top, state = _parts(claimed)
    known_name, known_top, known_state = _parts(listed)
    if state and known_state and state != known_state:
        return False
    if _holds(_host(claimed), _host(listed)):
        return True
    beside = set(_words(place)).difference(_words(known_name))
    essence = _essence(_words(known_name))
    if len(essence) >= _LONG_FOR_A_LABEL:
        for label in name.split("."):
            if _alike(_essence(_words(label), beside), essence):
                return True
    near = len(essence) >= _LONG_FOR_ANOTHER_TOP or top == known_top
    return near and _alike(_essence(_words(name), beside), essence)


def readable(domain: str) -> str:
    """Write a domain in the letters that a browser may show."""
    return ".".join(map(_decoded, domain.split(".")))


def _host(domain: str) -> str:
    return domain.partition(":")[0][:_LONGEST_TEXT].lower().rstrip(".")


def _holds(claimed: str, listed: str) -> bool:
    """Tell whether a domain has the whole of another in it, with dots or without."""
    labels = listed.split(".")
    while len(labels) > 2 and labels[0] in _COMMON:
        del labels[0]
    apart = _BETWEEN_LABELS.sub("-", readable(claimed))
    whole = _BETWEEN_LABELS.sub("-", ".".join(labels))
    together = whole.replace("-", "")
    return f"-{whole}-" in f"-{apart}-" or any(
        _essence(_words(label)) == _essence(_words(together)) for label in claimed.split(".")
    )


@lru_cache(maxsize=4_096)
def _parts(domain: str) -> tuple[str, str, str]:
    """Split a domain: what its holder chose, the top, and the state of a school's domain."""
    host = _host(domain)
    if school := _K12.fullmatch(host):
        return school[1], "us", school[2]
    name, _, top = host.rpartition(".")
    return readable(name), top, ""


def _decoded(label: str) -> str:
    """Give the letters of an international label, as a browser may show them."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _essence(words: Iterable[str], beside: Collection[str] = ()) -> str:
    """Join the words that are not common ones, without common words at either end.

    Args:
        words: of a name or domain.
        beside: further words that are left out.
    """
    text = "".join(word for word in words if word not in _COMMON and word not in beside)
    found = _BETWEEN.fullmatch(text)
    text = found[1] if found else ""
    for word in beside:
        if len(word) >= 5:
            text = text.removeprefix(word).removesuffix(word)
    return text


def _is_misspelled(word: str) -> bool:
    """Tell a common word with one letter that is another, missing, added or moved."""
    return word not in _COMMON and any(
        word[:1] == common[0] and _differ_by_a_letter(word, common) for common in _OFTEN_MISSPELLED
    )


def _alike(one: str, other: str) -> bool:
    if not other:
        return False
    if one == other or _is_typo(one, other):
        return True
    if len(other) < _LONG_FOR_A_LABEL:
        return False
    added = one.removeprefix(other) if one.startswith(other) else one.removesuffix(other)
    return added in _COMMON or _is_slip(one, other)


def _is_typo(one: str, other: str) -> bool:
    """Tell whether at most one letter of a long name is another, missing, added or moved.

    The first letter is the same, and the last, unless it is left out or added and no s: there is a
    Port Washington and a Fort Washington, a Prince George County and a Prince George's County.
    """
    for kind in _KINDS_OF_PLACE:
        one, other = one.replace(kind, ""), other.replace(kind, "")
    if max(len(one), len(other)) < _LONG_FOR_A_TYPO or one[:1] != other[:1]:
        return False
    if one[-1:] != other[-1:]:
        short, long = sorted((one, other), key=len)
        return long[:-1] == short and long[-1] != "s"
    return _differ_by_a_letter(one, other)


def _is_slip(one: str, other: str) -> bool:
    """Tell whether letters are only doubled, or not doubled, or two neighbors have changed places.

    No two honest names are known that differ so.
    """
    if _undoubled(one) == _undoubled(other):
        return True
    differing = [at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other) or len(differing) != 2:
        return False
    first, second = differing
    return second == first + 1 and one[first : second + 1] == other[first : second + 1][::-1]


def _undoubled(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)


def _differ_by_a_letter(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return max(len(one), len(other)) - sum(block.size for block in blocks) <= 1
