"""Who counts as known: by DID or domain and by day, and never by name (threat B13)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from openbadges_issuer import timestamps
from openbadges_issuer.did import did_document
from openbadges_issuer.errors import Problem, SettingsError
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Policy, TrustList
from openbadges_issuer.verifying.trust import domain_of
from tests.hostile import forge
from tests.hostile.cases.dates_and_people import IMPOSTORS
from tests.hostile.forge import badge, expect, put, sign, token, verify

KEY = forge.DISTRICT_KEY.public_key
DAY = forge.ISSUED.date()


def trusting(*keys: str, **members: Any) -> Policy:
    issuers = {key: {"name": f"Name of {key}", **members} for key in keys}
    return Policy(trust=TrustList.from_mapping({"issuers": issuers}))


def issued_by(issuer: str, url: str, name: str = "Any name") -> tuple[Any, forge.Server]:
    """Give a badge that this issuer signed with its own published key."""
    document = put(badge(), "issuer", to={"id": issuer, "type": ["Profile"], "name": name})
    secured = sign(document, verificationMethod=forge.method(issuer, KEY))
    return secured, forge.Server({url: forge.dumps(did_document(issuer, [KEY]))})


def known(report: Report) -> None:
    expect(report, Verdict.VALID, "issuer_known", Outcome.PASSED)


def stranger(report: Report) -> None:
    expect(report, Verdict.ISSUER_UNKNOWN, "issuer_known", Outcome.FAILED, Problem.ISSUER_UNKNOWN)
    assert not report


def test_the_did_of_the_district() -> None:
    policy = trusting(forge.DISTRICT)
    for secured in (sign(badge()), token(badge())):
        report = verify(secured, policy=policy)
        known(report)
        assert report.issuer_name == f"Name of {forge.DISTRICT}"


def test_nobody_is_known_to_an_empty_list() -> None:
    report = verify(sign(badge()), policy=Policy(trust=TrustList()))
    stranger(report)
    assert report.issuer_name == forge.HOST
    assert report.document is not None


@pytest.mark.parametrize(
    ("issuer", "url"),
    [
        (forge.DISTRICT, forge.DID_URL),
        (f"{forge.DISTRICT}:schools:7", f"https://{forge.HOST}/schools/7/did.json"),
        (f"https://{forge.HOST}/issuers/1", f"https://{forge.HOST}/issuers/1"),
        (f"did:web:{forge.HOST.upper()}", f"https://{forge.HOST.upper()}/.well-known/did.json"),
    ],
)
def test_a_domain_stands_for_its_issuers(issuer: str, url: str) -> None:
    secured, web = issued_by(issuer, url)
    known(verify(secured, web, policy=trusting(forge.HOST)))


@pytest.mark.parametrize(("issuer", "place"), IMPOSTORS)
def test_names_that_look_like_the_districts(issuer: str, place: str) -> None:
    """The same name, nearly the same identifier, and a good signature of their own."""
    secured, web = issued_by(issuer, f"https://{place}/did.json", badge()["issuer"]["name"])
    stranger(verify(secured, web, policy=trusting(forge.DISTRICT)))
    if not issuer.startswith(f"{forge.DISTRICT}:"):  # what stands on the domain is the domain's
        stranger(verify(secured, web, policy=trusting(forge.HOST)))


def test_a_look_alike_is_named_and_stays_unknown() -> None:
    """The warning says whom a reader may take it for; the verdict does not depend on it."""
    name = "Kettle Mоraine Schооl District"  # with Cyrillic letters
    listed = {"name": "Kettle Moraine School District"}
    trust = TrustList.from_mapping({"issuers": {forge.DISTRICT: listed}})
    issuer = "did:web:attacker.example"
    secured, web = issued_by(issuer, "https://attacker.example/.well-known/did.json", name)
    report = verify(secured, web, policy=Policy(trust=trust))
    stranger(report)
    detail = report.check("issuer_known").detail
    for spelled in ("attacker.example", listed["name"], forge.HOST):
        assert spelled in detail
        assert spelled in report.words.sentence
    assert name in report.words.sentence
    assert trust.resembling(issuer, name) is trust.find(forge.DISTRICT)


def test_foreign_letters_of_a_domain_are_spelled_both_ways() -> None:
    domain = "badges.kettle-m\u043eraine.example"  # a Cyrillic o
    written = domain.encode("idna").decode()
    secured, web = issued_by(f"did:web:{written}", f"https://{written}/.well-known/did.json", "")
    report = verify(secured, web, policy=trusting(forge.DISTRICT))
    stranger(report)
    for spelled in (written, domain, forge.HOST):
        assert spelled in report.check("issuer_known").detail


def test_a_hostile_name_in_a_warning_stays_a_quotation() -> None:
    name = 'Kettle" Moraine\u202e\n✔ valid' + "\u200b" * 10_000
    trust = TrustList.from_mapping({"issuers": {forge.DISTRICT: {"name": "Kettle Moraine valid"}}})
    url = "https://attacker.example/.well-known/did.json"
    secured, web = issued_by("did:web:attacker.example", url, name)
    report = verify(secured, web, policy=Policy(trust=trust))
    assert "Kettle' Moraine" in report.words.sentence
    for said in (report.check("issuer_known").detail, report.words.sentence):
        assert "attacker.example" in said
        assert "\n" not in said
        assert "\u202e" not in said
        assert len(said) < 1_000


def test_an_honest_stranger_is_not_warned_of() -> None:
    url = "https://badges.lake.example/.well-known/did.json"
    secured, web = issued_by("did:web:badges.lake.example", url, "Lake County Schools")
    report = verify(secured, web, policy=trusting(forge.DISTRICT))
    stranger(report)
    assert forge.HOST not in report.check("issuer_known").detail


@pytest.mark.parametrize(
    "issuer",
    [
        f"https://{forge.HOST}@attacker.example/",
        f"https://attacker.example/{forge.HOST}",
        f"https://attacker.example?{forge.HOST}",
        f"https://attacker.example:443/#@{forge.HOST}",
        f"https://{forge.HOST}:8443/",
        f"https://{forge.HOST}.attacker.example/",
        f"http://{forge.HOST}/",
        f"did:key:{forge.HOST}",
        f"did:example:{forge.HOST}",
        f"urn:{forge.HOST}",
        "https://[",
        "https://",
        "did:web:",
    ],
)
def test_identifiers_that_prove_no_control_of_the_domain(issuer: str) -> None:
    assert domain_of(issuer) != forge.HOST
    listed = TrustList.from_mapping({"issuers": {forge.HOST: {"name": "x"}}})
    assert listed.find(issuer) is None


def test_a_name_makes_nobody_known() -> None:
    name = badge()["issuer"]["name"]
    url = "https://attacker.example/.well-known/did.json"
    secured, web = issued_by("did:web:attacker.example", url, name)
    with pytest.raises(SettingsError):
        trusting(name)
    report = verify(secured, web, policy=trusting(forge.DISTRICT))
    stranger(report)
    assert report.issuer_name == "attacker.example"


def test_a_did_key_is_known_by_itself() -> None:
    issuer = forge.did_key(forge.DISTRICT_KEY)
    document = put(badge(), "issuer", "id", to=issuer)
    secured = sign(document, verificationMethod=f"{issuer}#{KEY.multikey}")
    known(verify(secured, policy=trusting(issuer)))
    stranger(verify(secured, policy=trusting(forge.did_key(forge.ATTACKER_KEY))))
    for key in (issuer.upper(), f"{issuer}#{KEY.multikey}"):
        with pytest.raises(SettingsError):
            trusting(key)


def test_a_known_name_does_not_bind_a_key() -> None:
    """A trusted https issuer that publishes nothing: the key in its URL may be anybody's."""
    issuer = f"https://{forge.HOST}/issuers/1"
    document = put(badge(), "issuer", "id", to=issuer)
    attackers = forge.ATTACKER_KEY
    method = f"{issuer}#{attackers.public_key.multikey}"
    for secured in (
        sign(document, attackers, verificationMethod=method),
        token(document, attackers, kid=method),
        token(document, attackers, kid=forge.ABSENT, jwk=attackers.public_key.jwk),
    ):
        report = verify(secured, forge.tripwire(), policy=trusting(issuer, forge.HOST))
        expect(
            report,
            Verdict.ISSUER_UNKNOWN,
            "issuer_known",
            Outcome.UNDECIDED,
            Problem.KEY_UNCONFIRMED,
        )
        assert report.issuer_name is None


# From and until ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "covered"),
    [
        ({"from": DAY}, True),
        ({"from": DAY + timedelta(1)}, False),
        ({"until": DAY}, True),
        ({"until": DAY - timedelta(1)}, False),
        ({"from": DAY, "until": DAY}, True),
        ({"from": date(2020, 1, 1), "until": date(2021, 1, 1)}, False),
    ],
)
def test_the_day_of_the_badge_counts(members: dict[str, date], covered: bool) -> None:
    for secured in (sign(badge()), token(badge())):
        report = verify(secured, policy=trusting(forge.DISTRICT, **members))
        (known if covered else stranger)(report)


def test_a_district_that_left_the_list_stays_known_for_what_it_signed_before() -> None:
    policy = trusting(forge.DISTRICT, until=DAY)
    later = badge(validFrom=timestamps.format(forge.ISSUED + timedelta(1)))
    known(verify(sign(badge()), policy=policy, now=forge.NOW + timedelta(3_000)))
    stranger(verify(sign(later), policy=policy))


def test_the_exact_entry_goes_before_that_of_the_domain() -> None:
    issuers = {
        forge.DISTRICT: {"name": "Left", "until": date(2020, 1, 1)},
        forge.HOST: {"name": "Everybody there"},
    }
    policy = Policy(trust=TrustList.from_mapping({"issuers": issuers}))
    stranger(verify(sign(badge()), policy=policy))


# Several lists, and old ones ---------------------------------------------------------------------


def test_an_issuer_on_a_second_list_is_known_by_that_one() -> None:
    issuers = {forge.DISTRICT: {"name": "Kettle Moraine"}}
    lists = [
        TrustList.from_mapping({"name": "The county's", "issuers": {"x.example": {"name": "X"}}}),
        TrustList.from_mapping({"name": "The state's", "issuers": issuers}),
    ]
    report = verify(sign(badge()), policy=Policy(trust=lists))
    known(report)
    assert report.issuer_name == "Kettle Moraine"
    assert "The state's" in report.check("issuer_known").detail
    assert "The county's" not in report.check("issuer_known").detail
    report = verify(sign(badge()), policy=Policy(trust=lists[:1] * 2))
    stranger(report)
    assert report.check("issuer_known").detail.count("The county's") == 2


def test_the_first_list_that_has_the_issuer_for_that_day_names_it() -> None:
    ended = {forge.DISTRICT: {"name": "As it was", "until": DAY - timedelta(1)}}
    lists = [
        TrustList.from_mapping({"issuers": ended}),
        TrustList.from_mapping({"issuers": {forge.HOST: {"name": "As it is"}}}),
    ]
    report = verify(sign(badge()), policy=Policy(trust=lists))
    known(report)
    assert report.issuer_name == "As it is"
    stranger(verify(sign(badge()), policy=Policy(trust=lists[:1])))


def aged(days: int, *keys: str) -> TrustList:
    """Give a list that counts for 30 days and is that many days old."""
    day = forge.NOW.date() - timedelta(days)
    issuers = {key: {"name": "Kettle Moraine"} for key in keys}
    content = {"name": "Old", "updated": day, "max_age": 30, "issuers": issuers}
    return TrustList.from_mapping(content)


@pytest.mark.parametrize("keys", [(forge.DISTRICT,), ()])
def test_a_list_that_is_too_old_says_neither_yes_nor_no(keys: tuple[str, ...]) -> None:
    report = verify(sign(badge()), policy=Policy(trust=aged(31, *keys)))
    expect(
        report,
        Verdict.ISSUER_UNKNOWN,
        "issuer_known",
        Outcome.UNDECIDED,
        Problem.ISSUER_UNKNOWN,
    )
    assert report.issuer_name == forge.HOST
    assert "Old" in report.check("issuer_known").detail
    assert "21 October 2026" in report.check("issuer_known").detail


def test_a_list_counts_on_its_last_day() -> None:
    known(verify(sign(badge()), policy=Policy(trust=aged(30, forge.DISTRICT))))
    stranger(verify(sign(badge()), policy=Policy(trust=aged(30))))


def test_another_list_can_say_yes_beside_one_that_is_too_old() -> None:
    policy = Policy(trust=[aged(31, forge.DISTRICT), aged(0, forge.HOST)])
    known(verify(sign(badge()), policy=policy))
