"""A report of every verdict, each made by verifying a badge that is made for it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from openbadges_issuer import timestamps
from openbadges_issuer.did import did_document
from openbadges_issuer.report import Report
from openbadges_issuer.verifying import Policy, TrustList
from tests.hostile import forge

DAY = timedelta(days=1)
SUBJECT = "credentialSubject"
NAME = (SUBJECT, "achievement", "description")
LOOK_ALIKE = "did:web:kettle-moraine-badges.example"
TRUST = TrustList.from_mapping(
    {
        "name": "Districts of Wisconsin",
        "keeper": "the Human Resources office of Kettle Moraine School District",
        "rules_url": "https://www.kettle-moraine.example/hiring/badges",
        "issuers": {
            forge.DISTRICT: {"name": "Kettle Moraine School District", "place": "Wales, Wisconsin"}
        },
    }
)

_ACHIEVEMENT = f"https://{forge.HOST}/achievements/flipped-classroom"
_LEVEL = f"{_ACHIEVEMENT}#applied-met"
_RUBRIC = {
    "id": f"{_ACHIEVEMENT}#applied",
    "type": ["ResultDescription"],
    "name": "The learning was applied in the classroom",
    "resultType": "RubricCriterionLevel",
    "requiredLevel": _LEVEL,
    "rubricCriterionLevel": [
        {
            "id": f"{_ACHIEVEMENT}#applied-not-yet",
            "type": ["RubricCriterionLevel"],
            "name": "Not yet",
            "description": "The panel gives feedback, and the educator submits again.",
        },
        {
            "id": _LEVEL,
            "type": ["RubricCriterionLevel"],
            "name": "Met",
            "description": "The artifacts show students at work in class on what they prepared.",
        },
    ],
}
_CRITERIA = """The educator plans a unit in which students meet new material before class.

1. A panel of educators approves the **plan** beforehand.
2. The unit is taught, and at least *two* lessons are recorded.
3. The educator hands in student work, a student reflection and a reflection of their own.
4. The panel evaluates the artifacts by the rubric.

What is not there yet comes back with feedback, for another try."""


def badge(**changes: Any) -> dict[str, Any]:
    """Give a badge as a district awards it, unsigned, with top-level members changed."""
    document = forge.badge(validUntil=timestamps.format(forge.NOW + 1000 * DAY))
    document["awardedDate"] = timestamps.format(forge.ISSUED - 3 * DAY)
    document["credentialStatus"] = forge.entry()
    document["issuer"]["email"] = "badges@kettle-moraine.example"
    subject = document[SUBJECT]
    subject["achievement"]["inLanguage"] = "en"
    subject["achievement"]["criteria"] = {"narrative": _CRITERIA}
    subject["achievement"]["description"] = (
        "Plans and teaches a unit in which students meet new material at home, so that time in "
        "class is for practice, questions and work together."
    )
    subject["achievement"]["resultDescription"] = [copy.deepcopy(_RUBRIC)]
    subject["result"] = [
        {"type": ["Result"], "resultDescription": _RUBRIC["id"], "achievedLevel": _LEVEL}
    ]
    document["evidence"] = [
        {"type": ["Evidence"], "genre": genre, "name": name, "id": f"https://a.example/{number}"}
        for number, (genre, name) in enumerate(
            [
                ("Unit plan", "Fractions, grade 5"),
                ("Recording", "Lesson 2"),
                ("Recording", "Lesson 4"),
                ("Student reflection", "Six exit slips"),
                ("Educator reflection", "What I would do again"),
            ]
        )
    ]
    return {**document, **changes} if changes else document


def _verify(data: Any, server: forge.Server | None = None, **options: Any) -> Report:
    return forge.verify(data, server, **{"policy": Policy(trust=TRUST), **options})


def _named(document: dict[str, Any], issuer: str, name: str) -> dict[str, Any]:
    document = forge.put(document, "issuer", "id", to=issuer)
    del document["credentialStatus"]
    return forge.put(document, "issuer", "name", to=name)


def _look_alike() -> Report:
    key = forge.ATTACKER_KEY
    document = _named(badge(), LOOK_ALIKE, "Kettle Moraine School District")
    url = f"https://{LOOK_ALIKE.removeprefix('did:web:')}/.well-known/did.json"
    published = forge.dumps(did_document(LOOK_ALIKE, [key.public_key]))
    signed = forge.sign(document, key, verificationMethod=forge.method(LOOK_ALIKE, key.public_key))
    return _verify(signed, forge.Server({url: published}))


def _unbound() -> Report:
    key = forge.ATTACKER_KEY
    document = _named(badge(), "https://district.example/issuer", "Lake County Schools")
    method = f"https://district.example/issuer#{key.public_key.multikey}"
    return _verify(forge.sign(document, key, verificationMethod=method), forge.Server({}))


def _stolen_key() -> Report:
    key = forge.DISTRICT_KEY.public_key
    withdrawn = did_document(forge.DISTRICT, [key], revoked={key: forge.NOW - DAY})
    return _verify(forge.sign(badge()), forge.server(did=forge.dumps(withdrawn)))


def _changed() -> Report:
    signed = forge.sign(badge())
    return _verify(forge.put(signed, "name", to="Flipped classroom, with distinction"))


def _other_key() -> Report:
    key = forge.ATTACKER_KEY
    method = forge.method(forge.ATTACKER, key.public_key)
    return _verify(forge.sign(badge(), key, verificationMethod=method))


def _without_recipient() -> dict[str, Any]:
    return forge.put(badge(), SUBJECT, "identifier", to=forge.ABSENT)


def _unsupported() -> Report:
    proof = forge.proof_of(badge()) | {"cryptosuite": "bbs-2023"}
    return _verify(badge(proof=[proof]))


def _expired() -> Report:
    return _verify(forge.sign(badge(validUntil=timestamps.format(forge.NOW - 20 * DAY))))


def _paused() -> Report:
    status = forge.entry(forge.WITHDRAWN, "suspension")
    return _verify(forge.sign(badge(credentialStatus=status)))


def _without_lists(document: dict[str, Any]) -> Report:
    return _verify(
        forge.sign(document), forge.Server({forge.DID_URL: forge.documents()[forge.DID_URL]})
    )


_XSS = "<script>document.title='taken';alert(1)</script><img src=x onerror=alert(2)>"
_BIDI = "Kettle \u202eeniarom\u202c \u200b\u2066Moraine\u2069" + "a" + "\u0301" * 60
_LONG = "x" * 10_000
_LINKS = (
    f"{_XSS}\n\n[click](javascript:alert(3)) [data](data:text/html,<script>alert(4)</script>)\n\n"
    "<a href='javascript:alert(5)'>five</a>\n\n![six](javascript:alert(6))\n\n# Heading\n\n"
    f"[real](https://example.org/x'onmouseover='alert(7))\n\n{_LONG}\n\n{_BIDI}"
)


def hostile_document() -> dict[str, Any]:
    """Give a badge in which every text is an attack on the page that shows it."""
    document = badge(name=f'{_XSS}" onload="alert(8)')
    document["issuer"] |= {
        "name": f'"{_XSS} {_BIDI}{_LONG}',
        "email": '"><script>alert(9)</script>@example.org',
        "url": "javascript:alert(10)",
    }
    document["issuer"]["description"] = _LONG
    achievement = document[SUBJECT]["achievement"]
    achievement |= {
        "name": f"{_XSS}{_BIDI} \n✔ This badge is genuine {_LONG}",
        "description": f"{_BIDI}{_XSS}{_LONG}",
        "criteria": {"id": "javascript:alert(11)", "narrative": _LINKS},
        "achievementType": "ext:" + "Z" * 300,
        "image": {"id": "https://tracker.example/pixel.svg", "type": "Image"},
    }
    rubric = achievement["resultDescription"][0]
    rubric["name"] = _XSS + _LONG
    rubric["rubricCriterionLevel"][1] |= {"name": _BIDI + _XSS, "description": _LONG}
    document[SUBJECT]["narrative"] = _LINKS
    for piece in document["evidence"]:
        piece |= {"genre": _XSS + _LONG, "name": _BIDI, "id": "javascript:alert(12)"}
        break
    return document


CASES: dict[str, Callable[[], Report]] = {
    "valid": lambda: _verify(forge.sign(badge())),
    "valid-asked": lambda: _verify(forge.sign(badge()), recipient=forge.TEACHER),
    "valid-without-end": lambda: _verify(forge.sign(forge.badge())),
    "expired": _expired,
    "revoked": lambda: _verify(forge.sign(badge(credentialStatus=forge.entry(forge.WITHDRAWN)))),
    "suspended": _paused,
    "not-yet-valid": lambda: _verify(
        forge.sign(badge(validFrom=timestamps.format(forge.NOW + 30 * DAY)))
    ),
    "tampered-changed": _changed,
    "tampered-other-key": _other_key,
    "tampered-unsigned": lambda: _verify(badge()),
    "tampered-stolen-key": _stolen_key,
    "tampered-not-covered": lambda: _verify(forge.sign(badge(grade="A+"))),
    "key-unreachable": lambda: _verify(forge.sign(badge()), forge.Server({})),
    "unsupported": _unsupported,
    "issuer-unknown": lambda: _verify(forge.sign(badge()), policy=Policy(trust=TrustList())),
    "issuer-look-alike": _look_alike,
    "issuer-unbound": _unbound,
    "status-unknown": lambda: _without_lists(badge()),
    "status-unknown-and-ended": lambda: _without_lists(
        badge(validUntil=timestamps.format(forge.NOW - 20 * DAY))
    ),
    "wrong-recipient": lambda: _verify(forge.sign(badge()), recipient="somebody.else@example.org"),
    "recipient-unknown": lambda: _verify(forge.sign(_without_recipient()), recipient=forge.TEACHER),
    "malformed": lambda: _verify(forge.sign(forge.put(badge(), *NAME, to=forge.ABSENT))),
    "not-a-badge": lambda: _verify(forge.png()),
    "older-badge": lambda: _verify(
        {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": "https://a.example/1",
        }
    ),
    "hostile": lambda: _verify(forge.sign(hostile_document()), policy=Policy(trust=TrustList())),
}


@cache
def report(name: str) -> Report:
    """Give the report of a case; it is made once."""
    return CASES[name]()
