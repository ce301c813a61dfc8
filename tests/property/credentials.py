"""Credentials made at random, of all classes of the model, for comparing canonical forms.

A maker takes a `random.Random`, so that thousands are made in seconds. Most of what `usual` makes
is signed; `changed` puts in what safe mode refuses, or might.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

from openbadges_issuer import contexts
from tests.property.documents import TABLE, rows, types_of

V1, V2, OB, CLR = (
    contexts.CREDENTIALS_V1,
    contexts.CREDENTIALS_V2,
    contexts.OPEN_BADGES,
    contexts.CLR,
)
SPEC = "https://purl.imsglobal.org/spec/ob/v3p0"
EXTENSIONS = f"{SPEC}/extensions.json"
STATUS = "https://www.w3.org/ns/credentials/status/v1"
CONTEXTS = {
    "AchievementCredential": [
        [V2, OB],
        [V2, OB, EXTENSIONS],
        [V2, f"{SPEC}/context-3.0.2.json"],
        [V2, OB, "https://w3id.org/security/data-integrity/v2"],
        [V2, OB, STATUS],
        *([V1, f"{SPEC}/{name}.json"] for name in ("context", "context-3.0.1", "context-3.0.3")),
        [V1, "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html"],
    ],
    "ClrCredential": [[V2, CLR, OB], [V2, OB, CLR], [V2, CLR, OB, EXTENSIONS], [V1, CLR, OB]],
    "EndorsementCredential": [[V2, OB], [V2, OB, EXTENSIONS], V2],
    "VerifiableCredential": [[V2, OB], [V2], V2, [V2, CLR, OB]],
}

ODD_MEMBERS_OF_VALUES: list[dict[str, Any]] = [
    {"@language": "not a tag"}, {"@language": ["en"]}, {"@language": None}, {"@direction": "up"},
    {"@direction": ["ltr"]}, {"@type": "urn:t:1"}, {"@index": "i"}, {"id": "urn:x:1"},
    {"type": "T"}, {"@context": V2}, {"made_up": 1},
]  # fmt: skip

Change = Callable[["Maker", dict[str, Any]], None]

SIMPLE = ["Flipped classroom", "Plan", "A", "", "x", "Three lessons\nand a *reflection*.\n", "a\tb"]
ALPHABETS = [
    "abc XYZ 019",
    "éÅßñąe\u0301ﬁ",
    "שלום مرحبا\u200f\u202e",
    "中文ᏣᎳᎩहिन्दीአማርኛ",
    "\ud7ff\ue000\uf8ff\ufdd0\ufeff\uff21\uff5e\ufffd",
    "😀👩🏽\U00010000\U0001d400\U0002f800\U000e0041\U0010ffff",
    "\"\\'<>{}|^`@_:. \u2028\u2029\u00a0\u0085",
    "\\n^^@en .",
    "\n\r\t\b\f",
]
CONTROLS = [*map(chr, (*range(0x20), 0x7F, 0x80, 0x9F))]
NUMBERS: list[float] = [
    0.0,
    0, 1, -1, 3, 3.0, 1.5, 0.1, 0.1 + 0.2, -2.25, 43.0, -88.46, 1e-6, 1.5e-7, 5.5e-7, 123e-9, 1e21,
    1e22, 2**53 - 1, 1 - 2**53, float(2**53 - 1), 2251799813685248.5, 1.7976931348623157e308,
    2.2250738585072014e-308,
]  # fmt: skip
DISAGREED: list[float] = [5e-324, 1e-7, -1e-7, -0.0, 2**53, -(2**53), 1e17, float(2**53), 10**20]
IRIS = [
    "https://badges.kettle-moraine.example/a/1",
    "https://badges.kettle-moraine.example/a/1#b?c=d&e=%20",
    "urn:uuid:0b0f6f3e-7a53-4a36-8f9e-6d1f2a3b4c5d",
    "did:web:badges.kettle-moraine.example",
    "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi#key",
    "mailto:teacher@example.org",
    "data:image/png;base64,iVBORw0KGgo=",
    "HTTPS://A.EXAMPLE/../b/./c//d",
    "https://bücher.example/\u4e2d\U0001f600",
    "urn:a",
    "x:",
    "a+b.c-1:d",
    "https://[::1]/",
    "xsd:dateTime",
    "cred:x",
    "obi:Achievement",
    "sec:proof",
]
ODD_IRIS = [
    "relative", "", "#x", "?x", "//a.example/b", "/b/1", "_:b0", "@id", "@none", "1a://b", ":x",
    "https://a.example/ b", "https://a.example/<x>", "urn:a\u00a0b/../c", "urn:a\u2028", "x:\n",
    "urn:x\ny:z", "https://a.example/\\", "a_b://c", "https://a.example/\x85", "id", "Profile",
    "\ufeff", "\u3000", "urn:x\ufeff", "urn:x/\ufeff/../c", "\u3000urn:x", "urn:x/\u3000/../c",
    "urn:x/\u00a0/../c",
]  # fmt: skip
TAGS = ["en", "es-MX", "DE-ch", "ar", "zh-Hant-TW", "x-1"]


class Maker:
    """Makes credentials out of one source of chance, smaller ones where `size` is below 1."""

    def __init__(self, random: Random, size: float = 1) -> None:
        self.random = random
        self._size = size
        self._made: list[Any] = []  # objects to be said again

    def usual(self) -> dict[str, Any]:
        """A credential as issuers make them, though of any size and with texts of any script."""
        self._made = []
        name = self.random.choice(
            ["AchievementCredential"] * 5 + ["ClrCredential", "EndorsementCredential"]
        )
        return self._credential(name, 0)

    def changed(self, document: dict[str, Any]) -> dict[str, Any]:
        """The same with one to three changes, most of which safe mode refuses."""
        document = copy.deepcopy(document)
        for _ in range(self.random.randint(1, 3)):
            self.random.choice(CHANGES)(self, document)
        return document

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def text(self) -> str:
        if self.chance(0.5):
            return self.random.choice(SIMPLE)
        alphabet = self.random.choice(ALPHABETS)
        if self.chance(0.02):
            alphabet += "".join(CONTROLS) + "\\u0041"
        return "".join(self.random.choices(alphabet, k=self.random.randint(0, 12)))

    def iri(self) -> str:
        base = self.random.choice(IRIS)
        return base if self.chance(0.1) else f"{base}{self.random.randint(0, 9_999)}"

    def number(self) -> float:
        if self.chance(0.5):
            return self.random.choice(NUMBERS)
        if self.chance(0.5):
            return self.random.randint(-(10**6), 10**6)
        return round(self.random.uniform(-1e6, 1e6), self.random.randint(1, 12))

    def value(self, kind: str, depth: int) -> Any:
        """A value of one kind of the model's table."""
        if kind.startswith("&"):
            return self._credential(kind[1:], depth + 1)
        if kind in TABLE:
            return self.node(kind, depth + 1)
        if kind == "issuer":
            return self.iri() if self.chance(0.2) else self.node("Profile", depth)
        make: dict[str, Callable[[], Any]] = {
            "text": self._text_or_tagged,
            "iri": self.iri,
            "number": self.number,
            "boolean": lambda: self.chance(0.5),
            "datetime": lambda: f"{self.random.randint(2000, 2030)}-01-31T09:00:00Z",
            "statuses": self._status,
            "object": lambda: (
                {"id": self.iri()} | ({} if self.chance(0.5) else {"type": "Profile"})
            ),
        }
        words = ["Plan", "name", "ext:Own", "Percent", "en", "2026-01-31", "AA"]
        return make.get(kind, lambda: self.random.choice(words))()

    def node(self, name: str, depth: int) -> dict[str, Any]:
        """An object of one class, often without what the model asks for."""
        if self._made and self.chance(0.04):
            return copy.deepcopy(self.random.choice(self._made))
        node: dict[str, Any] = {}
        share = self._size * (0.5 if depth < 2 else 0.25 if depth < 4 else 0.08)
        for member, required, several, kind in rows(name):
            if member in {"@context", "endorsementJwt"}:  # the latter is not in all editions
                continue
            # without its types hardly any member of an object is defined
            if member != "type" and not self.chance(0.9 if required else share):
                continue
            if member == "type":
                types = types_of(kind.lstrip("+=")) if kind[:1] in "+=" else [name]
                node[member] = types[0] if len(types) == 1 and self.chance(0.3) else types
            elif member == "proof":
                node[member] = self._proof()
            elif member in {"credentialSchema", "termsOfUse", "refreshService"}:
                node[member] = {"id": self.iri()}
            else:
                node[member] = self._values(kind, depth) if several else self.value(kind, depth)
        if name != "Proof" and len(node) < 12:
            self._made.append(node)
        return node

    def _values(self, kind: str, depth: int) -> Any:
        count = self.random.choice([0, 1, 1, 1, 2, 2, 3]) if depth < 3 else 1
        values = [self.value(kind, depth) for _ in range(count)]
        if values and self.chance(0.1) and not (isinstance(values[0], dict) and "id" in values[0]):
            values.append(copy.deepcopy(values[0]))
        if len(values) == 1 and self.chance(0.3):
            return values[0]
        return [values] if self.chance(0.02) else values

    def _credential(self, name: str, depth: int) -> dict[str, Any]:
        node = self.node(name, depth)
        node["type"] = types_of(name)
        if name == "AchievementCredential" and self.chance(0.7):
            node["type"] = ["VerifiableCredential", "OpenBadgeCredential"]
        if depth == 0:
            node.setdefault("credentialSubject", {"id": self.iri()})
            node.pop("proof", None)
        if depth == 0 or self.chance(0.5):
            given = CONTEXTS[name][:2] if self.chance(0.85) else CONTEXTS[name]
            node["@context"] = self.random.choice(given)
        return {"@context": node.pop("@context"), **node} if "@context" in node else node

    def _text_or_tagged(self) -> Any:
        if self.chance(0.9):
            return self.text()
        value = {"@value": self.text()}
        if self.chance(0.6):
            value["@language"] = self.random.choice(TAGS)
        if self.chance(0.4):
            value["@direction"] = self.random.choice(["ltr", "rtl"])
        return value

    def _status(self) -> Any:
        entries = [
            {
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": str(self.random.randint(0, 9)),
                "statusListCredential": self.iri(),
            }
            for purpose in ("revocation", "suspension")
        ]
        return entries[0] if self.chance(0.5) else entries

    def _proof(self) -> Any:
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": "2026-01-31T09:00:00Z",
            "verificationMethod": self.iri(),
            "proofPurpose": "assertionMethod",
            "proofValue": f"z{self.random.randint(0, 9)}",
        }
        if self.chance(0.2):
            proof["id"] = self.iri()
        return self.random.choice([proof, [proof], [proof, {**proof, "proofValue": "z"}]])


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every member and item of a document, as (what holds it, key or index)."""
    keys = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, item in list(keys):
        found.append((value, key))
        if isinstance(item, dict | list):
            found += places(item)
    return found


def objects(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        document,
        *(holder[key] for holder, key in places(document) if isinstance(holder[key], dict)),
    ]


def _replace(maker: Maker, document: dict[str, Any]) -> None:
    holder, key = maker.random.choice(places(document))
    holder[key] = _anything(maker)


def _add(maker: Maker, document: dict[str, Any]) -> None:
    names = ["made_up", "Name", "", "@id", "@type", "@graph", "@value", "@language", "a:b", "xsd:x"]
    names += ["id", "type", "name", "narrative", "image", "proof", "allowedValue", "partial", "cnf"]
    names += ["_sd", "@context", "creditsEarned", "statusMessage", "credentialSchema", "@set"]
    maker.random.choice(objects(document))[maker.random.choice(names)] = _anything(maker)


def _drop(maker: Maker, document: dict[str, Any]) -> None:
    holder, key = maker.random.choice(places(document))
    del holder[key]


def _wrap(maker: Maker, document: dict[str, Any]) -> None:
    holder, key = maker.random.choice(places(document))
    held = holder[key]
    holder[key] = maker.random.choice(
        [[held], [[held]], [held, held], {"@value": held}, {"@set": [held]}]
    )


def _rename(maker: Maker, document: dict[str, Any]) -> None:
    holder = maker.random.choice(objects(document))
    if holder:
        key = maker.random.choice(list(holder))
        holder[maker.random.choice(list(TABLE["Profile"].split()))] = holder.pop(key)


def _retype(maker: Maker, document: dict[str, Any]) -> None:
    odd: list[Any] = [
        "MadeUp",
        "",
        None,
        5,
        [],
        {},
        "_:b",
        "@json",
        "https://a.example/T",
        ["Image"],
    ]
    odd += [*TABLE, [*list(TABLE)[:3]], ["Profile", "Profile"], [["Profile"]], ["Profile", None]]
    odd += [["Profile", "Address"], ["Achievement", "https://a.example/T"], ["Image", "MadeUp"]]
    odd += ["DataIntegrityProof", "JsonSchema", "BitstringStatusList", "VerifiablePresentation"]
    maker.random.choice(objects(document))["type"] = maker.random.choice(odd)


def _reidentify(maker: Maker, document: dict[str, Any]) -> None:
    ids = [node["id"] for node in objects(document) if isinstance(node.get("id"), str)]
    holder = maker.random.choice(objects(document))
    holder["id"] = maker.random.choice([*ids, maker.iri(), maker.random.choice(ODD_IRIS), None, 5])


def _recontext(maker: Maker, document: dict[str, Any]) -> None:
    urls = [*contexts.bundled(), "https://a.example/unknown", {"a": "urn:b"}, None, 5]
    holder = document if maker.chance(0.6) else maker.random.choice(objects(document))
    holder["@context"] = maker.random.choice(
        [[V2, OB, maker.random.choice(urls)], maker.random.choices(urls, k=2), [], [V2, OB], OB]
    )


def _move(maker: Maker, document: dict[str, Any]) -> None:
    holder, key = maker.random.choice(places(document))
    target = maker.random.choice(objects(document))
    if isinstance(key, str):
        target[key] = copy.deepcopy(holder[key])


def _graph(maker: Maker, document: dict[str, Any]) -> None:
    """Put something that is no object, or says nothing, where a term makes graphs of objects."""
    odd: list[Any] = [
        "x",
        "urn:x:1",
        "",
        5,
        True,
        None,
        [],
        ["x"],
        [[5]],
        {},
        [{}],
        {"id": "urn:x:1"},
    ]
    odd += [{"@value": "x"}, {"@value": 5}, {"type": []}, {"created": []}, {"@graph": ["x"]}]
    odd += [[maker._proof(), "urn:x:1"], [[maker._proof()]], {"@graph": [maker._proof()]}]
    holder = maker.random.choice(objects(document))
    holder[maker.random.choice(["proof", "proof", "verifiableCredential"])] = maker.random.choice(
        odd
    )


CHANGES: list[Change] = [
    _replace, _add, _drop, _wrap, _rename, _retype, _reidentify, _recontext, _move, _graph
]  # fmt: skip


def _anything(maker: Maker) -> Any:
    values: list[Any] = [
        None,
        True,
        5,
        "x",
        "",
        "assertionMethod",
        "\ud800",
        maker.text(),
        maker.iri(),
    ]
    values += [maker.random.choice(NUMBERS), maker.random.choice(DISAGREED)]
    values += [maker.random.choice(ODD_IRIS)] * 3
    values += [[], [[]], [None], ["x", None], ["x", {"id": "urn:x:1"}, {"id": "urn:x:1"}]]
    values += [{}, {"id": maker.iri()}, {"id": "x"}, {"type": "Profile"}, {"@id": "urn:x:1"}]
    values += [{"@value": "x", **more} for more in ODD_MEMBERS_OF_VALUES]
    values += [{"@value": value} for value in (5, None, ["x"], {}, "x")]
    values += [{"@language": "en"}, {"@list": ["x"]}, {"@set": ["x"]}, {"@graph": []}]
    return maker.random.choice(values)
