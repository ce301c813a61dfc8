"""Changes of a file by chance: of its bytes, and of the JSON that it carries.

Each change comes from a source of chance that is given, so that a seed gives the same one again.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from cryptography.hazmat.primitives.asymmetric import ec

from openbadges_issuer import strict_json
from openbadges_issuer.baking import image_kind, unbake
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.limits import DEFAULT_LIMITS
from tests.hostile import forge
from tests.hostile.cases.files import BODY, svg
from tests.signing import signed_text

Document = dict[str, Any]
_STRANGERS_ECDSA = forge.ecdsa(66, ec.SECP256R1())
_JSON_BYTES = b'{}[]",:0aA \\\n'


class Carried:
    """The JSON that a file carries, and the way back to a file of the same kind."""

    def __init__(self, data: bytes) -> None:
        self._kind = image_kind(data)
        text = unbake(data, limits=DEFAULT_LIMITS) if self._kind else data
        self.text = (text if isinstance(text, str) else text.decode()).strip()
        self.is_token = not self.text.startswith("{")
        written = base64url_decode(self.text.split(".")[1]) if self.is_token else self.text
        self.document: Document = strict_json.load_object(written)

    def changed(self, document: Document) -> bytes:
        """Carry another document; a token keeps its header and its signature."""
        if not self.is_token:
            return self._baked(forge.dumps(document))
        head, _, signature = self.text.split(".")
        return self._baked(f"{head}.{forge.part(document)}.{signature}".encode())

    def signed_by_a_stranger(self, document: Document) -> bytes:
        """Carry another document, signed by the attacker under the name of the issuer's key."""
        if self.is_token:
            head = base64url_decode(self.text.split(".")[0])
            return self._baked(forge.jws(head, document, forge.ATTACKER_KEY).encode())
        proof = self.document["proof"]
        proof = proof if isinstance(proof, dict) else proof[-1]
        bare = {name: value for name, value in document.items() if name != "proof"}
        securing = proof["cryptosuite"]
        made = signed_text(
            bare,
            _STRANGERS_ECDSA if securing.startswith("ecdsa") else forge.ATTACKER_KEY,
            securing=securing,
            created=forge.ISSUED,
            verification_method=proof["verificationMethod"],
        )
        return self._baked(made.encode())

    def _baked(self, text: bytes) -> bytes:
        if self._kind == "png":
            return forge.png(forge.itxt(text))
        if self._kind == "svg":
            written = quoteattr(text.decode()) if self.is_token else escape(text.decode())
            return svg(
                f"<openbadges:credential verify={written}/>"
                if self.is_token
                else BODY.format(written)
            )
        return text


def mutant(random: Random, data: bytes, carried: Carried) -> tuple[str, bytes]:
    """Change a file in one way; return the way's name and the other file."""
    if random.random() < 0.3:
        change_bytes = random.choice(BYTES)
        return change_bytes.__name__, change_bytes(random, data)
    change = random.choice(TREE)
    document = copy.deepcopy(carried.document)
    change(random, document)
    if random.random() < 0.1:
        try:
            return f"{change.__name__}, by a stranger", carried.signed_by_a_stranger(document)
        except Exception:  # noqa: BLE001  # what cannot be signed is handed over as it is
            return change.__name__, carried.changed(document)
    return change.__name__, carried.changed(document)


# Bytes -------------------------------------------------------------------------------------------


def flip(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    byte = random.choice([data[at] ^ 1 << random.randrange(8), random.choice(_JSON_BYTES)])
    return data[:at] + bytes([byte]) + data[at + 1 :]


def cut(random: Random, data: bytes) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def double(random: Random, data: bytes) -> bytes:
    start, end = _span(random, data)
    return data[:end] + data[start:]


def swap_bytes(random: Random, data: bytes) -> bytes:
    start, end = _span(random, data)
    middle = random.randint(start, end)
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


def _span(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data))
    return start, min(len(data), start + random.choice([1, 1, 2, 8, 64, 512]))


BYTES: list[Callable[[Random, bytes], bytes]] = [flip, cut, double, swap_bytes]

# The tree ----------------------------------------------------------------------------------------


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member and item, as what holds it and its key or index."""
    found = []
    for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
        found.append((value, key))
        if isinstance(item, dict | list):
            found += places(item)
    return found


def _place(random: Random, document: Document, kind: type | tuple[type, ...] = object) -> Any:
    fit = [(holder, key) for holder, key in places(document) if isinstance(holder[key], kind)]
    return random.choice(fit)


def drop(random: Random, document: Document) -> None:
    holder, key = _place(random, document)
    del holder[key]


def duplicate(random: Random, document: Document) -> None:
    holder, key = _place(random, document)
    value = holder[key]
    again = copy.deepcopy(value)
    holder[key] = [*value, *again] if isinstance(value, list) else [value, again]


def swap(random: Random, document: Document) -> None:
    (one, a), (other, b) = (
        _place(random, document, (str, int, float)),
        _place(random, document, str),
    )
    one[a], other[b] = other[b], one[a]


def retype(random: Random, document: Document) -> None:
    holder, key = _place(random, document)
    value = holder[key]
    holder[key] = random.choice(
        [None, True, 0, 1.5, "", "x", [], {}, [value], {"@value": value}, {"id": value}, str(value)]
    )


def retext(random: Random, document: Document) -> None:
    holder, key = _place(random, document, str)
    text = holder[key]
    at = random.randint(0, len(text))
    holder[key] = text[:at] + random.choice(["", "x", " ", "\u200b", "\n"]) + text[at + 1 :]


def reorder_members(random: Random, document: Document) -> None:
    holder = random.choice([document, *(h[k] for h, k in places(document) if type(h[k]) is dict)])
    members = list(holder.items())
    random.shuffle(members)
    holder.clear()
    holder.update(members)


def reorder_items(random: Random, document: Document) -> None:
    lists = [holder[key] for holder, key in places(document) if isinstance(holder[key], list)]
    random.shuffle(random.choice(lists or [[]]))


def other_unicode(random: Random, document: Document) -> None:
    """Another normalization form, or one letter as a reader would not tell it from another."""
    holder, key = _place(random, document, str)
    text = holder[key]
    form = random.choice(["NFC", "NFD", "NFKC", "NFKD", "look-alike"])
    if form == "look-alike":
        holder[key] = text.translate(str.maketrans("aeo", "аео"))
    else:
        holder[key] = unicodedata.normalize(form, text)  # type: ignore[arg-type]


def rename(random: Random, document: Document) -> None:
    holder, key = _place(random, document)
    if isinstance(holder, dict):
        names = ["name", "validUntil", "Name", "salary", "id", "type", "@id", "description"]
        holder[random.choice([*names, *document])] = holder.pop(key)


def move(random: Random, document: Document) -> None:
    holder, key = _place(random, document)
    objects = [document, *(h[k] for h, k in places(document) if isinstance(h[k], dict))]
    value = holder.pop(key)
    random.choice(objects)[str(key)] = copy.deepcopy(value)


TREE: list[Callable[[Random, Document], None]] = [
    drop,
    duplicate,
    swap,
    retype,
    retext,
    reorder_members,
    reorder_items,
    other_unicode,
    rename,
    move,
]
