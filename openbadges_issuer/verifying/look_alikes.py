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
from typing import NamedTuple

from openbadges_issuer.verifying.confusables import LOOKS_LIKE

_LONGEST_TEXT = 300
_LONGEST_LABEL = 63  # of a domain
_MOST_REMEMBERED = 32_768  # names and domains of lists, which are held against each stranger

_CONFUSABLE = {ord(odd): letter for letter, odds in LOOKS_LIKE.items() for odd in odds}
_AFTER_CASE = str.maketrans("01i345$@", "olleassa")  # a capital I is an l to the eye
_TO_THE_EYE = {"rn": "m", "vv": "w"}
_WORD = re.compile(r"[^\W_]+")
_LONG_FOR_AN_END = 5  # of a word that may be written together with others
_K12 = re.compile(r"(.+)\.(?:k12|lib|tec|cc)\.([a-z]{2})\.us")  # RFC 1480: schools by state
_BETWEEN_LABELS = re.compile(r"[.-]+")
_RUN = re.compile(r"(.)\1+")


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
_COMMON_LABELS = ("badges", "www", "credentials")
_LONG_COMMON = sorted((w for w in _COMMON if len(w) >= _LONG_FOR_AN_END), key=len, reverse=True)
_AT_AN_END = "|".join(_LONG_COMMON)
_BETWEEN = re.compile(rf"(?:{_AT_AN_END})*+(.+?)(?:{_AT_AN_END})*+")  # possessive: one way to match
_OFTEN_MISSPELLED = _words("school schools district")
_KINDS_OF_PLACE = _words("county city parish township borough village")

_LONG_FOR_A_TYPO = 13  # Charleston and Charlestown are two places, and shorter
_LONG_FOR_A_LABEL = 8  # a shorter label is a word or an abbreviation that many may use
_LONG_FOR_ANOTHER_TOP = 6  # an abbreviation under another top-level domain is likely another's


class _Essence(NamedTuple):
    """What tells a name from others.

    Attributes:
        text: its words that are not common ones.
        placeless: the same without kinds of place.
        undoubled: the same with one letter for each run of it.
    """

    text: str
    placeless: str
    undoubled: str


class _Name(NamedTuple):
    """A name, and what is compared of it."""

    words: tuple[str, ...]
    joined: str
    essence: _Essence

    def without(self, beside: Collection[str]) -> _Name:
        """Leave out words that say where something is."""
        if not any(word in self.joined for word in beside):
            return self
        words = tuple(word for word in self.words if word not in beside)
        return _Name(words, "".join(words), _essence(words, beside))


class _Domain(NamedTuple):
    """A domain, and what is compared of it.

    Attributes:
        name: what its holder chose.
        labels: of the name.
        top: the top-level domain.
        state: for a school's domain under .us, else "".
        hyphened: the whole with hyphens for dots, and one at each end.
        own: likewise without the common labels that it begins with.
        together: that as one word.
    """

    name: _Name
    labels: tuple[_Name, ...]
    top: str
    state: str
    hyphened: str
    own: str
    together: _Essence


def names_look_alike(claimed: str, listed: str, place: str = "") -> bool:
    """Tell whether a reader would take one name for the other. Equal names do look alike.

    Args:
        claimed: what somebody calls itself.
        listed: the name that a reader knows.
        place: where the bearer of that name is; its words may be added to the name.
    """
    known = _name(listed[:_LONGEST_TEXT])
    used = _name(claimed[:_LONGEST_TEXT]).without(_beside(place, known))
    return used.joined == known.joined != "" or _alike(used.essence, known.essence)


def domains_look_alike(claimed: str, listed: str, place: str = "") -> bool:
    """Tell whether a reader would take one domain for the other. A domain is not like itself.

    Args:
        claimed: a domain in ASCII, perhaps with a port.
        listed: likewise the one that a reader knows.
        place: where the holder of that one is; its words may be added to the domain.
    """
    if claimed == listed:
        return False
    used, known = _domain(claimed[:_LONGEST_TEXT]), _domain(listed[:_LONGEST_TEXT])
    if used.state and known.state and used.state != known.state:
        return False
    if known.own in used.hyphened:
        return True
    beside, essence = _beside(place, known.name), known.name.essence
    for label in used.labels:
        own = label.without(beside).essence
        if own.text == known.together.text != "":
            return True
        if len(essence.text) >= _LONG_FOR_A_LABEL and _alike(own, essence):
            return True
    near = len(essence.text) >= _LONG_FOR_ANOTHER_TOP or used.top == known.top
    return near and _alike(used.name.without(beside).essence, essence)


def readable(domain: str) -> str:
    """Write a domain in the letters that a browser may show."""
    return ".".join(map(_decoded, domain.split(".")))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _name(text: str) -> _Name:
    words = _words(text)
    return _Name(words, "".join(words), _essence(words))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _beside(place: str, name: _Name) -> frozenset[str]:
    """Give the words of a place that are not in a name."""
    return frozenset(_words(place)).difference(name.words)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _domain(text: str) -> _Domain:
    host = readable(text.partition(":")[0].lower().rstrip("."))
    if school := _K12.fullmatch(host):
        name, top, state = school[1], "us", school[2]
    else:
        name, _, top = host.rpartition(".")
        state = ""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _COMMON_LABELS:
        del labels[0]
    return _Domain(
        _name(name),
        tuple(map(_name, name.split("."))),
        top,
        state,
        _hyphened(host),
        _hyphened(".".join(labels)),
        _name("".join(labels).replace("-", "")).essence,
    )


def _hyphened(host: str) -> str:
    return f"-{_BETWEEN_LABELS.sub('-', host)}-"


def _decoded(label: str) -> str:
    """Give the letters of an international label, as a browser may show them."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _essence(words: Iterable[str], beside: Collection[str] = ()) -> _Essence:
    """Join the words that are not common ones, without common words at either end.

    Args:
        words: of a name or domain.
        beside: further words that are left out.
    """
    found = _BETWEEN.fullmatch("".join(word for word in words if not _is_common(word)))
    text = found[1] if found else ""
    for word in beside:
        if len(word) >= _LONG_FOR_AN_END:
            text = text.removeprefix(word).removesuffix(word)
    placeless = text
    for kind in _KINDS_OF_PLACE:
        placeless = placeless.replace(kind, "")
    return _Essence(text, placeless, _RUN.sub(r"\1", text))


def _is_common(word: str) -> bool:
    """Tell a common word, also when one letter of it is another, missing, added or moved."""
    return word in _COMMON or any(
        word[:1] == common[0] and _differ_by_a_letter(word, common) for common in _OFTEN_MISSPELLED
    )


def _alike(one: _Essence, other: _Essence) -> bool:
    if other.text == "":
        return False
    if one.text == other.text or _is_typo(one.placeless, other.placeless):
        return True
    if len(other.text) < _LONG_FOR_A_LABEL:
        return False
    return _is_added(one.text, other.text) or _is_slip(one, other)


def _is_added(text: str, to: str) -> bool:
    """Tell whether a text is another with one short common word before or after it."""
    if text.startswith(to):
        return text.removeprefix(to) in _COMMON
    return text.endswith(to) and text.removesuffix(to) in _COMMON


def _is_typo(one: str, other: str) -> bool:
    """Tell whether at most one letter of a long name is another, missing, added or moved.

    The first letter is the same, and the last, unless it is left out or added and no s: there is a
    Port Washington and a Fort Washington, a Prince George County and a Prince George's County.
    """
    if max(len(one), len(other)) < _LONG_FOR_A_TYPO or one[:1] != other[:1]:
        return False
    if one[-1:] != other[-1:]:
        short, long = sorted((one, other), key=len)
        return long[:-1] == short and long[-1] != "s"
    return _differ_by_a_letter(one, other)


def _is_slip(one: _Essence, other: _Essence) -> bool:
    """Tell whether letters are only doubled, or not doubled, or two neighbors have changed places.

    Hardly any two honest names differ so.
    """
    if one.undoubled == other.undoubled:
        return True
    a, b = one.text, other.text
    if len(a) != len(b):
        return False
    first = next(at for at in range(len(a)) if a[at] != b[at])
    return a[first : first + 2] == b[first : first + 2][::-1] and a[first + 2 :] == b[first + 2 :]


def _differ_by_a_letter(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return max(len(one), len(other)) - sum(block.size for block in blocks) <= 1
