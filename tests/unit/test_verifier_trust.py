"""Trust lists as people write them, and what is said about a mistake in one."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from openbadges_issuer.cli.quick import plain_request
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.verifying import Policy, TrustedIssuer, TrustList, TrustLists
from openbadges_issuer.verifying.trust_files import ISSUER_MEMBERS, LIST_MEMBERS

KEY = "did:key:z6MkpLDL3RoAoMRTwTgo3rs39ZwssfaPKtGdZw7AGRN7CK4W"
TEXT = """
name = "Districts we hire from"
keeper = "Human Resources"
rules_url = "https://www.kettle-moraine.example/hiring#badges"
updated = 2026-01-01
max_age = 400

[issuers."did:web:badges.kettle-moraine.example"]
name = "Kettle Moraine School District"
place = "Wales, Wisconsin"
nces_id = "5507440"
from = 2026-01-01
until = 2030-12-31

[issuers."badges.waukesha.example"]
name = "School District of Waukesha"
endorses = true
"""


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "trusted.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_list_is_read_as_written(tmp_path: Path) -> None:
    trust = TrustList.load(written(tmp_path, TEXT))
    assert (trust.name, trust.keeper) == ("Districts we hire from", "Human Resources")
    assert trust.rules_url == "https://www.kettle-moraine.example/hiring#badges"
    assert trust.find("did:web:badges.kettle-moraine.example") == TrustedIssuer(
        key="did:web:badges.kettle-moraine.example",
        name="Kettle Moraine School District",
        place="Wales, Wisconsin",
        nces_id="5507440",
        since=date(2026, 1, 1),
        until=date(2030, 12, 31),
        endorses=False,
    )
    assert (trust.updated, trust.max_age) == (date(2026, 1, 1), timedelta(days=400))
    by_domain = trust.find("did:web:badges.waukesha.example:issuers:1")
    assert by_domain is not None
    assert (by_domain.name, by_domain.endorses) == ("School District of Waukesha", True)
    assert trust.find("did:web:badges.kettle-moraine.example:issuers:1") is None


def test_the_path_may_be_text(tmp_path: Path) -> None:
    assert TrustList.load(str(written(tmp_path, TEXT))).keeper == "Human Resources"


def test_an_empty_file_knows_nobody(tmp_path: Path) -> None:
    assert TrustList.load(written(tmp_path, "")).issuers == {}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name = ", ""),
        (b"name = '\xff'", ""),
        ("names = 'x'", "'names'"),
        ("name = 5", "name"),
        ("rules_url = 5", "rules_url"),
        ("rules_url = 'http://x.example/rules'", "rules_url"),
        ("rules_url = 'https://x.example/a rule'", "rules_url"),
        ("rules_url = 'https:///rules'", "rules_url"),
        ("updated = '2026-01-01'", "updated"),
        ("updated = 2026-01-01\nmax_age = '90'", "max_age"),
        ("updated = 2026-01-01\nmax_age = 0", "max_age"),
        ("updated = 2026-01-01\nmax_age = -1", "max_age"),
        ("updated = 2026-01-01\nmax_age = true", "max_age"),
        ("updated = 2026-01-01\nmax_age = 99999999999", "max_age"),
        ("max_age = 90", "updated"),
        ("issuers = 5", "issuers"),
        ("issuers = ['did:web:x.example']", "issuers"),
        ("issuers.'x.example' = 5", "x.example"),
        ("issuers.'x.example' = {}", "x.example"),
        ("issuers.'x.example'.name = 5", "x.example"),
        ("issuers.'x.example' = {name = 'x', endorses = 'true'}", "endorses"),
        ("issuers.'x.example' = {name = 'x', endorses = 1}", "endorses"),
        ("issuers.'x.example' = {name = 'x', keys = 'z6Mk'}", "keys"),
        ("issuers.'x.example' = {name = 'x', keys = [1]}", "keys"),
        ("issuers.'x.example' = {name = 'x', keys = ['z6MkX']}", "keys"),
        ("issuers.'x.example' = {name = 'x', keys = 1}", "keys"),
        ("issuers.'did:key:z6Mk0OIl' = {name = 'x'}", "did:key:z6Mk0OIl"),
        ("issuers.'did:key:' = {name = 'x'}", "did:key:"),
        ("issuers.'did:web:X.example' = {name = 'x'}", "did:web:X.example"),
        ("issuers.'x.example'.name = ''", "x.example"),
        ("issuers.'x.example' = {name = 'x', trust = true}", "'trust'"),
        ("issuers.'x.example' = {name = 'x', from = '2026-01-01'}", "from"),
        ("issuers.'x.example' = {name = 'x', from = 2026-01-01T00:00:00Z}", "from"),
        ("issuers.'x.example' = {name = 'x', from = 2026-01-02, until = 2026-01-01}", "until"),
        ("issuers.'x.example' = {name = 'x', nces_id = 5507440}", "nces_id"),
    ],
)
def test_a_mistake_names_the_file_and_the_place(tmp_path: Path, text: Any, place: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        TrustList.load(path)
    assert str(path) in str(caught.value)
    assert place in str(caught.value)


@given(
    st.binary(max_size=80)
    | st.text(max_size=80).map(str.encode)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=20), inner),
        max_leaves=8,
    ).map(lambda value: json.dumps({"registry": {KEY: value}, "meta": value}).encode())
)
@example(b"a = " + b"[" * 100_000)
@example(b"a = " + b"9" * 10_000)
@example(b"{" * 100_000)
@example(b'{"registry":' * 10_000)
@example(b"updated = 2026-13-45")
@example(b"\xef\xbb\xbf{}")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_is_a_list_or_a_mistake_that_is_told(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    try:
        trust = TrustList.load(path)
    except SettingsError as error:
        assert str(path) in str(error)
    else:
        assert trust.find("did:web:nobody.example") is None


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="missing"):
        TrustList.load(tmp_path / "missing.toml")


# Registries in JSON -------------------------------------------------------------------------------

WEB = "did:web:credentials.school.example%3A8443:TUM.Test"
REGISTRY: dict[str, Any] = {
    "meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2022-05-25T12:40:00+0000"},
    "registry": {
        KEY: {"name": "A University", "location": "Madison, WI", "url": "https://a.example"},
        WEB: {"name": "A School", "url": "https://b.example", "logo": "data:,", "more": [1]},
        "did:web:left.example": None,
    },
}


def registry(tmp_path: Path, content: Any, name: str = "Registry of the state.json") -> Path:
    path = tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, "utf-8")
    return path


def test_a_registry_is_read_as_it_is_published(tmp_path: Path) -> None:
    trust = TrustList.load(registry(tmp_path, REGISTRY))
    assert (trust.name, trust.keeper, trust.max_age) == ("Registry of the state", "", None)
    assert trust.updated == date(2022, 5, 25)
    assert trust.find(KEY) == TrustedIssuer(KEY, "A University", "Madison, WI")
    assert trust.find(WEB) == TrustedIssuer(WEB, "A School")
    assert trust.find("did:web:left.example") is None
    assert len(trust.issuers) == 2


def test_a_registry_makes_nobody_known_but_by_the_exact_did(tmp_path: Path) -> None:
    trust = TrustList.load(registry(tmp_path, REGISTRY))
    for other in (WEB.upper(), f"{WEB}:x", WEB.rpartition(":")[0], f"{KEY}x", "https://a.example"):
        assert trust.find(other) is None


@pytest.mark.parametrize("name", ["registry.json", "REGISTRY.JSON", "registry.txt", "registry"])
def test_a_registry_is_known_by_its_ending_or_its_content(tmp_path: Path, name: str) -> None:
    text = "\n " + json.dumps(REGISTRY)
    assert TrustList.load(registry(tmp_path, text, name)).find(KEY) is not None


@pytest.mark.parametrize("meta", [None, {}, [], {"updated": None}, {"updated": "yesterday"}])
def test_a_registry_may_not_say_of_when_it_is(tmp_path: Path, meta: Any) -> None:
    assert TrustList.load(registry(tmp_path, REGISTRY | {"meta": meta})).updated is None


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "line 1"),
        ("{", "line 1"),
        ('{"registry": {}, "registry": {}}', "registry"),
        (f'{{"registry": {{"{KEY}": {{"name": "x"}}, "{KEY}": {{"name": "y"}}}}}}', KEY),
        ('{"registry": {"did:web:x.example": {"name": "x", "n": NaN}}}', "NaN"),
        ([], "$.registry"),
        ({}, "$.registry"),
        ({"registry": []}, "$.registry"),
        ({"issuers": {}}, "$.registry"),
        ({"registry": {"x.example": {"name": "x"}}}, "x.example"),
        ({"registry": {"https://x.example": {"name": "x"}}}, "https://x.example"),
        ({"registry": {"A University": {"name": "x"}}}, "A University"),
        ({"registry": {"did:web:": {"name": "x"}}}, "did:web:"),
        ({"registry": {"did:web:x.example ": {"name": "x"}}}, "did:web:x.example "),
        ({"registry": {"did:web:x.example#key": {"name": "x"}}}, "did:web:x.example#key"),
        ({"registry": {"did:web:x.example:": {"name": "x"}}}, "did:web:x.example:"),
        ({"registry": {"did:web:x.example%": {"name": "x"}}}, "did:web:x.example%"),
        ({"registry": {"did:key:z6Mk0": {"name": "x"}}}, "did:key:z6Mk0"),
        ({"registry": {"DID:web:x.example": {"name": "x"}}}, "DID:web:x.example"),
        ({"registry": {"": {"name": "x"}}}, '""'),
        ({"registry": {KEY: "x"}}, KEY),
        ({"registry": {KEY: {}}}, "name"),
        ({"registry": {KEY: {"name": " "}}}, "name"),
        ({"registry": {KEY: {"name": 5}}}, "name"),
        ({"registry": {KEY: {"name": "x", "location": 5}}}, "location"),
    ],
)
def test_a_mistake_in_a_registry_is_placed(tmp_path: Path, content: Any, place: str) -> None:
    path = registry(tmp_path, content)
    with pytest.raises(SettingsError) as caught:
        TrustList.load(path)
    assert str(path) in str(caught.value)
    assert place in str(caught.value)


def test_a_list_of_registries_says_where_they_are(tmp_path: Path) -> None:
    url = "https://registry.example/community/registry.json"
    known = [
        {"name": "Members", "type": "oidf", "trustAnchorEC": "https://registry.example/x"},
        {"name": "Community", "type": "dcc-legacy", "url": url},
    ]
    with pytest.raises(SettingsError, match=url):
        TrustList.load(registry(tmp_path, known))


def test_a_large_registry_is_read(tmp_path: Path) -> None:
    many = {f"did:web:district-{n}.example": {"name": str(n), "url": "x"} for n in range(20_000)}
    trust = TrustList.load(registry(tmp_path, {"registry": many}))
    assert trust.find("did:web:district-19999.example") is not None


# Several lists, and old ones ----------------------------------------------------------------------


def listed(name: str, *keys: str, **members: Any) -> TrustList:
    issuers = {key: {"name": f"{key} on {name}", **members} for key in keys}
    return TrustList.from_mapping({"name": name, "issuers": issuers})


def test_the_first_list_that_covers_the_day_counts() -> None:
    day = date(2026, 5, 1)
    early, late = (
        listed("early", "x.example", until=date(2026, 4, 30)),
        listed("late", "x.example", **{"from": date(2026, 5, 1)}),
    )
    both = TrustLists.of([early, late])
    for when, name in ((None, "early"), (day, "late"), (day - timedelta(1), "early")):
        found = both.find("did:web:x.example", when)
        assert found is not None
        assert (found.list.name, found.issuer.name) == (name, f"x.example on {name}")
    uncovered = TrustLists.of([early]).find("did:web:x.example", day)
    assert uncovered is not None
    assert not uncovered.issuer.covers(day)
    assert both.find("did:web:y.example") is None


def test_a_policy_takes_one_list_or_several() -> None:
    one, two = listed("one", "x.example"), listed("two", "y.example")
    for taken, count in ((one, 1), ([one, two], 2), ((one, two), 2), (TrustLists((one,)), 1)):
        assert len(Policy(trust=taken).trust.lists) == count
    (nobody,) = Policy(trust=[]).trust.lists
    assert nobody == TrustList()
    assert Policy(any_issuer=True).trust is None


def test_who_is_on_another_list_resembles_nobody() -> None:
    one = listed("one", "badges.kettle-moraine.example")
    alike = "did:web:kettle-moraine-badges.example"
    found = TrustLists.of([listed("none"), one]).resembling(alike, "")
    assert found is not None
    assert found.key == "badges.kettle-moraine.example"
    other = listed("other", "kettle-moraine-badges.example")
    assert TrustLists.of([one, other]).resembling(alike, "") is None


def test_a_list_counts_until_it_is_too_old() -> None:
    updated = date(2026, 1, 1)
    old = TrustList(updated=updated, max_age=timedelta(days=30))
    assert old.counts(updated)
    assert old.counts(updated + timedelta(days=30))
    assert not old.counts(updated + timedelta(days=31))
    assert not TrustList(max_age=timedelta(days=30)).counts(updated)
    assert TrustList(updated=updated).counts(date(2100, 1, 1))
    both = TrustLists.of([old, TrustList()])
    assert both.counting(date(2027, 1, 1)).lists == (TrustList(),)
    assert both.counting(updated).lists == both.lists


# The page about lists -----------------------------------------------------------------------------

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "trust-lists.md").read_text("utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def test_the_lists_on_the_page_are_read(tmp_path: Path) -> None:
    own = TrustList.load(written(tmp_path, block("toml")))
    assert [entry.endorses for entry in own.issuers.values()] == [False, False, True]
    assert own.max_age == timedelta(days=400)
    state = TrustList.load(registry(tmp_path, block("json")))
    assert [entry.place for entry in state.issuers.values()] == ["Madison, WI, USA", ""]
    for member in (*LIST_MEMBERS, *ISSUER_MEMBERS):
        assert f"`{member}`" in PAGE or member == "issuers"


def test_the_program_on_the_page_runs(tmp_path: Path) -> None:
    code = block("python")
    (promised,) = re.findall(r"print\(.*# (.*)$", code, re.MULTILINE)
    registry(tmp_path, block("json"))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (promised, "")


def test_the_command_on_the_page_is_one() -> None:
    words = shlex.split(block("console").removeprefix("$ openbadges "))
    request = plain_request(words)
    assert request is not None
    assert request.trust == ("trusted.toml", "Registry of the state.json")
