"""Trust lists as people write them, and what is said about a mistake in one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.verifying import TrustedIssuer, TrustList

TEXT = """
name = "Districts we hire from"
keeper = "Human Resources"
rules_url = "https://www.kettle-moraine.example/hiring#badges"

[issuers."did:web:badges.kettle-moraine.example"]
name = "Kettle Moraine School District"
place = "Wales, Wisconsin"
nces_id = "5507440"
from = 2026-01-01
until = 2030-12-31

[issuers."badges.waukesha.example"]
name = "School District of Waukesha"
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
    )
    by_domain = trust.find("did:web:badges.waukesha.example:issuers:1")
    assert by_domain is not None
    assert by_domain.name == "School District of Waukesha"
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
        ("issuers = 5", "issuers"),
        ("issuers = ['did:web:x.example']", "issuers"),
        ("issuers.'x.example' = 5", "x.example"),
        ("issuers.'x.example' = {}", "x.example"),
        ("issuers.'x.example'.name = 5", "x.example"),
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


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="missing"):
        TrustList.load(tmp_path / "missing.toml")
