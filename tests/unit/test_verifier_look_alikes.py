"""Look-alikes of listed issuers: tricks are noticed, and honest neighbors are left alone."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openbadges_issuer.verifying import TrustedIssuer, TrustList
from openbadges_issuer.verifying.confusables import LOOKS_LIKE
from openbadges_issuer.verifying.look_alikes import (
    domains_look_alike,
    names_look_alike,
    readable,
)
from openbadges_issuer.verifying.trust import domain_of

NAME = "Kettle Moraine School District"
DOMAIN = "badges.kettle-moraine.example"
DID = f"did:web:{DOMAIN}"
TRUST = TrustList.from_mapping({"issuers": {DID: {"name": NAME, "place": "Wales, Wisconsin"}}})
LISTED = TRUST.find(DID)

HONEST = [
    "Addison Schools", "Allegany County Public Schools", "Alleghany County Public Schools",
    "Arkansas Department of Education", "Baltimore City Public Schools",
    "Baltimore County Public Schools", "BloomBoard", "Center for Collaborative Education",
    "Center for Teaching Quality", "Charleston County School District",
    "Charlestown School District", "Clayton County Public Schools", "Dayton Public Schools",
    "Digital Promise", "Fort Washington Schools", "Greene County Schools",
    "Greeneville City Schools", "Greenville County Schools", "Johnson County Schools",
    "Johnston County Public Schools", "Juab School District", "Kansas City Public Schools",
    "Kansas State Department of Education", "Kettle Moraine School District",
    "Lake County Schools", "Lake Local Schools", "Lane County School District",
    "Lee County Schools", "Los Angeles County Office of Education",
    "Los Angeles Unified School District", "Madison City Schools", "Madison County Schools",
    "Morristown Schools", "Nebo School District", "Newton Public Schools",
    "Newtown Public Schools", "Norristown Area School District",
    "North Dakota Department of Public Instruction", "North Kansas City Schools",
    "North Plainfield School District", "Orange County Department of Education",
    "Orange County Public Schools", "Pittsburg Unified School District",
    "Pittsburgh Public Schools", "Port Washington School District",
    "Prince George County Public Schools", "Prince George's County Public Schools",
    "Salt Lake City School District", "San Diego County Office of Education",
    "San Diego Unified School District", "School District of Waukesha",
    "Seminole County Public Schools", "Seminole Public Schools",
    "South Dakota Department of Education", "South Plainfield School District",
    "Stanton Schools", "Staunton City Schools", "USD 500", "USD 501",
    "Virginia Department of Education", "West Virginia Department of Education",
    "Weston Public Schools", "Westport Public Schools",
]  # fmt: skip

HONEST_DOMAINS = [
    "badges.baltimore-city.example", "badges.baltimore-county.example", "badges.cce.example",
    "badges.juab.example", "badges.kettle-moraine.example", "badges.lake.example",
    "badges.lee.example", "badges.waukesha.example", "cce.test", "charleston.k12.sc.us",
    "fortwashington.example", "johnsoncountyschools.example", "johnstoncountyschools.example",
    "lake.k12.fl.us", "lake.k12.il.us", "losangeles.example", "losangelescoe.example",
    "princegeorge.example", "princegeorges.example", "portwashington.example",
    "saltlake.example", "washington.k12.nc.us", "washington.k12.ut.us",
]  # fmt: skip


@pytest.mark.parametrize(
    "claimed",
    [
        NAME,
        "KETTLE MORAINE SCHOOLS",
        "Kettle Moraine Micro-credentials",
        "Official Kettle Moraine School District Badges",
        "School District of Kettle Moraine",
        "Kettle Moraine School District, Wisconsin",
        "KettleMoraineSchoolDistrict",
        "Kettle.Moraine/School-District!",
        "Kеttlе Mоrаinе Sсhооl Distriсt",  # Cyrillic
        "ΚΕΤΤLΕ ΜΟRΑΙΝΕ",  # Greek
        "ＫＥＴＴＬＥ　ＭＯＲＡＩＮＥ",
        "𝐊𝐞𝐭𝐭𝐥𝐞 𝐌𝐨𝐫𝐚𝐢𝐧𝐞",
        "Kéttle Mȯraine",
        "KettIe M0ra1ne",
        "Kettle Rnoraine",
        "Kettle\u200b\u2060Moraine School\u00ad District",
        "\u202eKettle\u2066 Moraine\u202c School District",
        "K e t t l e  Moraine School District",
        "Ketle Moraine",
        "Kettle Moriane School District",
        "Kettle Morraine School District",
        "Kettle Moraine Board of Education",
        "Kettle-Moraine S.D.",
        "Kettle Moraine School Distriet",
        "Kettle Moraine Schol District",
        "Kettle Moraine Official Login",
        "The Kettle Moraine",
        "K3ttle Mor@ine $chools",
        "Kettlc Moraine",
        DOMAIN,
    ],
)
def test_a_name_like_the_listed_one(claimed: str) -> None:
    assert TRUST.resembling("did:web:attacker.example", claimed) is LISTED
    assert TRUST.resembling("did:key:z6MkAttacker", claimed) is LISTED


@pytest.mark.parametrize(
    "claimed",
    [
        "kettle-moraine-badges.example",
        "kettle-moraine.example",
        "kettlemoraineschools.example",
        "officialkettlemorainebadges.example",
        "badges.kettle-moraine.test",
        f"{DOMAIN}.attacker.example",
        "kettle-moraine.attacker.example",
        f"x.{DOMAIN}",
        f"{DOMAIN}%3A8443",
        "badges.kettle-rnoraine.example",
        "badges.kett1e-moraine.example",
        "badges.kettle-moriane.example",
        "badges.ketle-moraine.example",
        "badges." + "kettle-mоraine".encode("idna").decode() + ".example",  # a Cyrillic o
        "kettle-moraine.k12.wi.us",
        "kettle-moraine-district.example",
        "kettle-moraine-login.example",
        "kettle-moraine-wisconsin.example",
        "kettlemorainewisconsin.example",
        "mykettlemoraine.example",
        "kettlemorainesd.example",
        "kettle-morain.example",
        "kketle-moraine.example",
        "badges-kettle-moraine-example.attacker.test",
        "badgeskettlemoraineexample.test",
        "kettle-moraine.example.attacker.test",
    ],
)
def test_a_domain_like_the_listed_one(claimed: str) -> None:
    assert TRUST.resembling(f"did:web:{claimed}", "Any name") is LISTED
    assert TRUST.resembling(f"https://{claimed.replace('%3A', ':')}/issuers/1", "") is LISTED


def test_a_short_domain_and_its_state() -> None:
    assert domains_look_alike("kmsd.edu.attacker.test", "kmsd.edu")
    assert domains_look_alike("kmsd-edu.attacker.test", "badges.kmsd.edu")
    assert domains_look_alike("juab-login.example", "badges.juab.example")
    assert not domains_look_alike("kmsd.test", "kmsd.edu")
    assert not domains_look_alike("jujuab.example", "juab.example")
    assert domains_look_alike("juab-badges.example", "badges.juab.example")
    assert domains_look_alike("juab.k12.ut.us", "badges.juab.k12.ut.us")
    assert not domains_look_alike("juab-badges.test", "badges.juab.example")


def test_who_is_listed_resembles_nobody() -> None:
    other = {"name": "Kettle Moraine Schools"}
    trust = TrustList.from_mapping(
        {"issuers": {DID: {"name": NAME}, "badges.kettlemoraine.example": other}}
    )
    assert trust.resembling(DID, NAME) is None
    assert trust.resembling("did:web:badges.kettlemoraine.example:issuers:1", NAME) is None


def test_another_tenant_of_the_same_host_is_judged_by_its_name() -> None:
    assert TRUST.resembling(f"{DID}:issuers:waukesha", "School District of Waukesha") is None
    assert TRUST.resembling(f"{DID}:issuers:mallory", NAME) is LISTED


def test_an_empty_list_and_an_empty_name() -> None:
    assert TrustList().resembling(DID, NAME) is None
    for name in ("", " ", "\u202e", "School District"):
        assert TRUST.resembling("did:web:attacker.example", name) is None


def test_honest_names_are_not_taken_for_each_other() -> None:
    mistaken = [pair for pair in permutations(HONEST, 2) if names_look_alike(*pair)]
    assert mistaken == []


def test_honest_domains_are_not_taken_for_each_other() -> None:
    mistaken = [pair for pair in permutations(HONEST_DOMAINS, 2) if domains_look_alike(*pair)]
    assert mistaken == []


@pytest.mark.parametrize("name", HONEST)
def test_every_listed_name_is_recognized_in_disguise(name: str) -> None:
    trust = TrustList({"x.example": TrustedIssuer("x.example", name)})
    for claimed in (name, name.upper(), name.replace("o", "0"), "\u200b".join(name)):
        assert trust.resembling("did:web:attacker.test", claimed) is not None


@given(st.text(), st.text(alphabet="abc.-:xn\u0430%[/@ ", max_size=80))
def test_anything_may_be_asked(name: str, rest: str) -> None:
    for issuer_id in (rest, f"did:web:{rest}", f"https://{rest}", f"did:web:xn--{rest}.example"):
        found = TRUST.resembling(issuer_id, name)
        assert found in (None, LISTED)
        assert found is None or domain_of(issuer_id) != DOMAIN or names_look_alike(name, NAME)


@pytest.mark.parametrize("part", ["microcredential", "xn--", "rn", "é", "a.", "١", "ﷺ"])
def test_long_texts_are_bounded(part: str) -> None:
    text = f"x{part * 100_000}y"
    assert TRUST.resembling(f"did:web:{text}", text) is None


# Two hundred districts that there are not, made by rule -------------------------------------------

_FIRST = ["Amber", "Cedar", "Copper", "Falcon", "Granite", "Harbor", "Maple", "Silver", "Willow"]
_SECOND = ["Bend", "Crossing", "Grove", "Hollow", "Junction", "Landing", "Meadow", "Point", "Ridge"]
_ROOT = [
    "Ash",
    "Birch",
    "Coal",
    "Drift",
    "Elk",
    "Flint",
    "Heron",
    "Juniper",
    "Oak",
    "Quarry",
    "Wolf",
]
_END = [
    "brook",
    "crest",
    "dale",
    "field",
    "haven",
    "moor",
    "port",
    "stead",
    "vale",
    "wood",
    "mouth",
]
_KINDS = ["{} School District", "{} Public Schools", "{} Unified School District", "{} Schools"]
PLACES = [f"{first} {second}" for first, second in product(_FIRST, _SECOND)]
MADE = [
    *(_KINDS[at % len(_KINDS)].format(place) for at, place in enumerate(PLACES)),
    *(f"{root}{end} County Schools" for root, end in product(_ROOT, _END)),
]
MADE_DOMAINS = [f"badges.{place.lower().replace(' ', '-')}.example" for place in PLACES]


def test_made_up_districts_are_not_taken_for_each_other() -> None:
    assert len(MADE) == 202
    assert [pair for pair in permutations(MADE, 2) if names_look_alike(*pair)] == []


def test_made_up_domains_are_not_taken_for_each_other() -> None:
    assert [pair for pair in permutations(MADE_DOMAINS, 2) if domains_look_alike(*pair)] == []
    for honest, made in product(HONEST_DOMAINS, MADE_DOMAINS):
        assert not domains_look_alike(honest, made)
        assert not domains_look_alike(made, honest)


def test_made_up_districts_are_not_taken_for_real_ones() -> None:
    for honest, made in product(HONEST, MADE):
        assert not names_look_alike(honest, made)
        assert not names_look_alike(made, honest)


LETTERS = [(letter, odd) for letter, odds in LOOKS_LIKE.items() for odd in odds]


@given(st.sampled_from(MADE), st.data())
def test_letters_that_look_alike_change_nothing(name: str, data: st.DataObject) -> None:
    known = set(name.lower())
    letter, odd = data.draw(st.sampled_from([pair for pair in LETTERS if pair[0].lower() in known]))
    disguised = name.replace(letter, odd).replace(letter.lower(), odd)
    assert names_look_alike(disguised, name)


@given(
    st.sampled_from(PLACES),
    st.sampled_from(
        ["{}-schools", "my{}", "{}-login", "the-{}", "{}-badges", "{}sd", "{}-official"]
    ),
    st.sampled_from(["example", "test", "attacker.example", "k12.wi.us"]),
)
def test_words_around_a_domain_change_nothing(place: str, trick: str, top: str) -> None:
    listed = f"badges.{place.lower().replace(' ', '-')}.example"
    core = place.lower().replace(" ", "-")
    assert domains_look_alike(f"{trick.format(core)}.{top}", listed)
    assert domains_look_alike(f"{trick.format(core.replace('-', ''))}.{top}", listed)
    assert domains_look_alike(f"{listed}.{top}", listed)


@given(st.sampled_from(PLACES), st.data())
def test_letters_that_changed_places_or_were_doubled_are_seen(
    place: str, data: st.DataObject
) -> None:
    name = place.replace(" ", "").lower()
    at = data.draw(st.integers(1, len(name) - 3))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    doubled = name[:at] + name[at] + name[at:]
    assume("rn" not in swapped and "vv" not in doubled)  # which are an m and a w to the eye
    for trick in (swapped, doubled):
        assert names_look_alike(f"{trick} schools", f"{place} School District")
        assert domains_look_alike(f"{trick}.test", f"{name}.example")


@given(st.sampled_from(MADE), st.text(max_size=40), st.sampled_from(HONEST))
def test_what_looks_alike_may_be_asked_either_way(name: str, text: str, honest: str) -> None:
    for one, other in ((name, text), (honest, text), (name, name.swapcase())):
        assert names_look_alike(one, one)
        assert names_look_alike(one, other) in (True, False)
        assert names_look_alike(other, one) in (True, False)


def test_a_domain_is_written_as_it_is_shown() -> None:
    shown = "badges.kettle-m\u043eraine.example"
    assert readable(shown.encode("idna").decode()) == shown
    for domain in ("badges.example", "xn--.example", "xn--\u00e9.example", "xn--" + "9" * 70, ""):
        assert readable(domain) is not None
