"""The test suite of JSON-LD 1.1 (to RDF), as far as it concerns what a badge may have.

A badge names bundled contexts, says `id` and `type`, and calls its members by the names that a
context gives them. So each test's own context is served as a bundled one, after the aliases `id`
and `type` and a name for each member that stands under its IRI. What then is accepted must give the
expected statements, by whichever path; all else must be refused, never dropped.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from openbadges_issuer import contexts
from openbadges_issuer.errors import TermError
from openbadges_issuer.jsonld import (
    canonical_form,
    context_processing,
    fast_path,
    initial_context,
    rdfc,
)
from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.memo import Memo
from tests.spec.test_rdf_canon import read

# Refused, by reason: JSON-LD would drop it, invent it, or programs read it differently.
REFUSED = {
    "keywords in place of the names that a context gives them, or that no badge has": """
        t0006 t0013 t0014 t0015 t0027 t0029 t0030 t0036 t0113 t0115 t0116 t0117 t0120
        t0121 t0122 t0123 t0124 t0125 t0126 t0127 t0128 t0129 t0130 t0131 t0132 te002
        te009 te012 te020 te021 te023 te036 te037 te039 te043 te046 te047 te065 te066
        te081 te084 te095 te098 te102 te103 te104 te105 te119 tin01 tin02 tin04 tin05
        tli01 tli02 tli03 tli04 tn001 tn005 tpr34 tpr35 ttn02
    """,
    "an IRI that is relative, invalid or a blank node's label": """
        t0016 t0017 t0018 t0114 te005 te028 te029 te040 te048 te051 te056 te076 te089
        te090 te057 te068 te077 te078 te122 tjs15 tjs16 tjs19 tjs20 tjs22 tjs23 tli12
        tli13 tli14 twf01 twf03 twf04 twf07
    """,
    "a member that no context defines, which JSON-LD drops": """
        tc014 tc018 tc020 tc021 tc024 tc037 tc038 te017 te032 tin03 tin06 tn002 tn003
        tn004 tn006 tn007 tn008 tpr06 tpr36 tpr38
    """,
    "a member under its IRI or with a capital": """
        t0028 tc003 tdi01 tdi02 te006 te007 te011 te031 te034 te050 te069 te070 te117
        te118
    """,
    "a context within a node, or one that is not bundled": """
        t0032 t0033 t0034 tc005 tc010 tc028 tc035 te016 te041 te059 te060 te073 te074
        tjs21 tpr02 tpr13 tpr14 tpr15 tpr16 tpr19 tpr41 tpr43 tc031 tc034 te126 te127
        te128 tso05 tso06 tso08 tso09 tso11
    """,
    "null, which JSON-LD drops": """
        te003 te004 te015 te019 tjs18
    """,
    "a document that says nothing": """
        te001 te045
    """,
    "a number or a language tag that programs read differently": """
        trt01 twf05
    """,
    "a value object with a type": """
        te008
    """,
    "a context that PyLD refuses": """
        twf02
    """,
    "reverse terms, and maps by id or type, which no bundled context has": """
        t0031 t0119 tc013 te042 te049 te063 te064 te085 te086 te087 te099 te100 te101
        te106 te108 te121 tm001 tm002 tm003 tm004 tm005 tm006 tm007 tm008 tm011 tm012
        tm015 tm016 tm017 tm018 tm019
    """,
}

# Accepted, and stated otherwise than the suite expects, by reason.
DIFFERENT = {
    "a text with a direction is always an i18n datatype, as the cryptosuites want it": """
        tdi03 tdi05 tdi06 tdi11 tdi12
    """,
    "a vocabulary that is relative to another one, which PyLD gets wrong": """
        te111 te112
    """,
    "@type beside type, which are one member here": """
        tpr30
    """,
}

# Not run: tests of JSON-LD 1.0, arrays of documents, and one whose file is not there.
LEFT_OUT = """
         t0118 tc029 te014 te026 te038 te071 te075 te115 te116 tep02 ter02 ter03 ter21
        ter24 ter32 ter42 tpi01 tso01 ttn01
         t0133 te013 ter05 tnt01 tnt02 tnt03 tnt04 tnt05 tnt06 tnt07 tnt08 tnt09 tnt10
        tnt11 tnt12 tnt13 tnt14 tnt15 tnt16
        ter56
"""

FAST = """
         t0001 t0002 t0003 t0004 t0005 t0007 t0008 t0009 t0010 t0011 t0012 t0019 t0020
        t0022 t0023 t0024 t0025 t0026 tc023 tc025 tc036 tdi09 tdi10 tdi11 tdi12 te010
        te024 te025 te061 te067 te113 tpr10 tpr23 tpr24 tpr27 tpr29
"""

REASONS = {name: why for why, names in REFUSED.items() for name in names.split()}
OTHERWISE = {name for names in DIFFERENT.values() for name in names.split()}


class Adapted:
    """A test of the suite, with its context apart from the document."""

    def __init__(self, folder: Any, entry: dict[str, Any]) -> None:
        given = json.loads((folder / entry["input"]).read_text("utf-8"))
        self._own = given.pop("@context", {})
        self._names: dict[str, str] = {}
        self.url = f"https://w3c.github.io/json-ld-api/tests/{entry['@id'][1:]}"
        self.document = {"@context": [self.url], **self._adapt(given)}
        own = self._own if isinstance(self._own, list) else [self._own]
        named = {name: iri for iri, name in self._names.items()}
        self.context = {"@context": [{"id": "@id", "type": "@type"}, *own, named]}

    def _adapt(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._adapt(item) for item in value]
        if not isinstance(value, dict) or "@value" in value:
            return value
        return {self._name(key): self._adapt(item) for key, item in value.items()}

    def _name(self, key: str) -> str:
        if key in {"@id", "@type"}:
            return key[1:]
        if re.match("[a-z]+:", key) and key not in json.dumps(self._own):
            return self._names.setdefault(key, f"term{len(self._names)}")
        return key


@pytest.fixture
def suite(shared):
    folder = shared / "vectors" / "json-ld-api" / "tests"
    entries = json.loads((folder / "toRdf-manifest.jsonld").read_text("utf-8"))["sequence"]
    left_out = set(LEFT_OUT.split())
    return folder, [entry for entry in entries if entry["@id"][1:] not in left_out]


@pytest.fixture
def serve(monkeypatch):
    """Serve a context as if it were bundled, and forget all that was learned from it."""
    bundled, load = contexts.bundled(), contexts.load
    monkeypatch.setattr(initial_context, "_families", [])
    monkeypatch.setattr(context_processing, "_resolved", {})

    def serve(test: Adapted) -> None:
        monkeypatch.setattr(contexts, "bundled", lambda: {**bundled, test.url: ""})
        monkeypatch.setattr(
            contexts, "load", lambda url: test.context if url == test.url else load(url)
        )

    return serve


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_what_is_accepted_is_stated_as_expected(suite, serve):
    folder, entries = suite
    fast = []
    memo = Memo()
    for entry in entries:
        name = entry["@id"][1:]
        test = Adapted(folder, entry)
        serve(test)
        positive = "jld:PositiveEvaluationTest" in entry["@type"]
        if name in REASONS or "jld:NegativeEvaluationTest" in entry["@type"]:
            for remembering in (None, memo, memo):
                with pytest.raises(TermError):
                    canonical_form(test.document, memo=remembering)
                    pytest.fail(f"{name}: {REASONS.get(name, 'the suite wants an error')}")
            continue
        form = canonical_form(test.document)
        for _ in range(3):
            assert canonical_form(test.document, memo=memo) == form
        if fast_path.canonical_form(test.document, limits=DEFAULT_LIMITS) is not None:
            fast.append(name)
        if positive and name not in OTHERWISE:
            expected = rdfc.canonicalize(read((folder / entry["expect"]).read_bytes()))
            assert form.text == expected.text, name
    assert fast == FAST.split()


def test_every_exception_is_one(suite):
    _, entries = suite
    names = {entry["@id"][1:] for entry in entries}
    assert names.issuperset(REASONS)
    assert names.issuperset(OTHERWISE)
    assert not OTHERWISE & set(REASONS)
