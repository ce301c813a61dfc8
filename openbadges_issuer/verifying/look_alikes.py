"""Look-alikes: a name or domain that a reader would take for another. Only ever a warning.

Two texts are compared by their skeletons (as in Unicode Technical Standard 39, with a small table)
and without the words that any district's name may have: what is left is what tells them apart.
Honest districts have similar names, such as Lake County and Lane County, so a difference of one
letter is taken for a trick in long names only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from difflib import SequenceMatcher

_LONGEST_TEXT = 300
_LONGEST_LABEL = 63  # of a domain

_CONFUSABLE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԚԜаеѕіјкморстухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχƖɑɡıłŁøØđĐ|",
    "ABESIJKMHOPCTYXQWaesijkmopctyxhdqwABEZHIKMNOPTYXaeikvoptuxlagilLoOdDl",
)
_AFTER_CASE = str.maketrans("01i5", "olls")  # a capital I is an l to the eye
_TO_THE_EYE = {"rn": "m", "vv": "w"}
_WORD = re.compile(r"[^\W_]+")
_K12 = re.compile(r"(.+)\.(?:k12|lib|tec|cc)\.([a-z]{2})\.us")  # RFC 1480: schools by state


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


def _words(text: str) -> list[str]:
    return _WORD.findall(_skeleton(text.replace("'", "").replace("’", "")))


# Words that any district's name or domain may have, and that a look-alike adds or leaves out.
_COMMON = frozenset(
    _words(
        "a the of for and at in by school schools district dist public unified independent sd isd "
        "usd k12 official verified real online portal site web www app my issuer issuers badge "
        "badges open openbadges micro microcredential microcredentials credential credentials "
        "certificate certificates teacher teachers educator educators program programs inc org"
    )
)
_AT_AN_END = "|".join(sorted((word for word in _COMMON if len(word) >= 5), key=len, reverse=True))
_BETWEEN = re.compile(rf"(?:{_AT_AN_END})*+(.+?)(?:{_AT_AN_END})*+")  # possessive: one way to match
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
    return "".join(used) == "".join(known) != "" or _alike(_essence(used), _essence(known))


def domains_look_alike(claimed: str, listed: str) -> bool:
    """Tell whether a reader would take one domain for the other. A domain is not like itself.

    Args:
        claimed: a domain in ASCII, perhaps with a port.
        listed: likewise the one that a reader knows.
    """
    if claimed == listed:
        return False
    name, top, state = _parts(claimed)
    known_name, known_top, known_state = _parts(listed)
    if state and known_state and state != known_state:
        return False
    essence = _essence(_words(known_name))
    if len(essence) >= _LONG_FOR_A_LABEL:
        for label in name.split("."):
            if _alike(_essence(_words(label)), essence):
                return True
    near = len(essence) >= _LONG_FOR_ANOTHER_TOP or top == known_top
    return near and _alike(_essence(_words(name)), essence)


def readable(domain: str) -> str:
    """Write a domain in the letters that a browser may show."""
    return ".".join(map(_decoded, domain.split(".")))


def _parts(domain: str) -> tuple[str, str, str]:
    """Split a domain: what its holder chose, the top, and the state of a school's domain."""
    host = domain.partition(":")[0][:_LONGEST_TEXT].lower().rstrip(".")
    if school := _K12.fullmatch(host):
        return school[1], "us", school[2]
    name, _, top = host.rpartition(".")
    return ".".join(_decoded(label) for label in name.split(".")), top, ""


def _decoded(label: str) -> str:
    """Give the letters of an international label, as a browser may show them."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _essence(words: Collection[str]) -> str:
    """Join the words that are not common ones, without common words at either end."""
    text = "".join(word for word in words if word not in _COMMON)
    found = _BETWEEN.fullmatch(text)
    return found[1] if found else ""


def _alike(one: str, other: str) -> bool:
    return other != "" and (one == other or _is_typo(one, other))


def _is_typo(one: str, other: str) -> bool:
    """Tell whether at most one letter of a long name is another, missing, added or moved.

    The first and the last letter are the same: there is a Port Washington and a Fort Washington,
    a Prince George County and a Prince George's County.
    """
    for kind in _KINDS_OF_PLACE:
        one, other = one.replace(kind, ""), other.replace(kind, "")
    longest = max(len(one), len(other))
    if longest < _LONG_FOR_A_TYPO or one[:1] != other[:1] or one[-1:] != other[-1:]:
        return False
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return longest - sum(block.size for block in blocks) <= 1
