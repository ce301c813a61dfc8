"""Comparing a typed identity with the recipient's identifiers."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openbadges_issuer.identity import Comparison, Match, identity_hash, matches
from openbadges_issuer.limits import DEFAULT_LIMITS

YES = Comparison(Match.YES)
NO = Comparison(Match.NO)
UNKNOWN = Comparison(Match.UNKNOWN)

# Published check values of Open Badges 3.0.
FIRST = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
SECOND = "sha256$658625b25ab3d75d613ca97d9a5a77f70e2192feca5557f4ad09a4d4f121f5fc"


def entry(stated, *, salt=None, hashed=True, kind="emailAddress"):
    result = {
        "type": "IdentityObject",
        "hashed": hashed,
        "identityHash": stated,
        "identityType": kind,
    }
    return result if salt is None else result | {"salt": salt}


def plain(stated, kind="emailAddress"):
    return entry(stated, hashed=False, kind=kind)


def md5(text):
    return f"md5${hashlib.md5(text.encode()).hexdigest()}"  # noqa: S324 (badges in use have it)


def test_the_published_hashes_are_made_and_matched():
    assert identity_hash("a@example.com", "Kosher") == FIRST
    assert identity_hash("jjefferson18@example.com", "FleurDeSel") == SECOND
    subject = {"identifier": [entry(FIRST, salt="Kosher"), entry(SECOND, salt="FleurDeSel")]}
    assert matches("a@example.com", subject) == YES
    assert matches("jjefferson18@example.com", subject) == YES
    assert matches("b@example.com", subject) == NO


@pytest.mark.parametrize(
    "typed",
    ["a@example.com", " a@example.com\n", "a@Example.COM", "A@EXAMPLE.com", " A@example.com"],
)
def test_white_space_and_letter_case_of_what_is_typed_do_not_matter(typed):
    assert matches(typed, {"identifier": entry(FIRST, salt="Kosher")}) == YES
    assert matches(typed, {"identifier": [plain("a@example.com")]}) == YES


def test_an_address_that_was_hashed_in_mixed_case_matches_as_typed():
    hashed = identity_hash("Ann.Lee@example.com", "s")
    assert matches("Ann.Lee@EXAMPLE.com", {"identifier": entry(hashed, salt="s")}) == YES
    assert matches("ann.lee@example.com", {"identifier": entry(hashed, salt="s")}) == NO
    assert matches("ann.lee@example.com", {"identifier": plain("Ann.Lee@Example.com")}) == YES


def test_white_space_that_was_hashed_matches_as_typed():
    hashed = identity_hash(" Ann Lee", "")
    assert matches(" Ann Lee", {"identifier": entry(hashed, kind="name")}) == YES
    assert matches("Ann Lee", {"identifier": entry(hashed, kind="name")}) == NO


def test_hexadecimal_is_read_in_either_case_and_salt_may_be_missing():
    algorithm, _, digits = FIRST.partition("$")
    upper = f"{algorithm}${digits.upper()}"
    assert matches("a@example.com", {"identifier": entry(upper, salt="Kosher")}) == YES
    unsalted = identity_hash("a@example.com", "")
    assert matches("a@example.com", {"identifier": entry(unsalted)}) == YES
    assert matches("a@example.com", {"identifier": entry(unsalted, salt="")}) == YES
    assert matches("a@example.com", {"identifier": entry(FIRST)}) == NO


def test_a_match_by_md5_alone_says_so():
    weak = entry(md5("a@example.coms"), salt="s")
    assert matches("a@example.com", {"identifier": weak}) == Comparison(Match.YES, md5=True)
    assert matches("b@example.com", {"identifier": weak}) == NO
    both = [weak, entry(FIRST, salt="Kosher")]
    assert matches("a@example.com", {"identifier": both}) == YES


@pytest.mark.parametrize("kind", ["emailAddress", "email"])
def test_both_names_of_the_type_are_read(kind):
    assert matches("a@example.com", {"identifier": plain("a@example.com", kind)}) == YES


def test_entries_of_another_kind_are_skipped():
    name = plain("Ann Lee", "name")
    mail = plain("a@example.com")
    assert matches("a@example.com", {"identifier": name}) == UNKNOWN
    assert matches("Ann Lee", {"identifier": mail}) == UNKNOWN
    assert matches("Ann Lee", {"identifier": [mail, name]}) == YES
    assert matches("Ann Low", {"identifier": [mail, name]}) == NO
    assert matches("7", {"identifier": [plain("7", "sisSourcedId")]}) == YES
    assert matches("did:key:z6A", {"identifier": [name, mail]}) == UNKNOWN
    assert matches("did:key:z6A", {"identifier": [plain("did:key:z6A", "identifier")]}) == YES
    assert matches("did:key:z6A", {"identifier": [plain("did:key:z6B", "ext:did")]}) == NO


@pytest.mark.parametrize(
    ("typed", "subject_id", "expected"),
    [
        ("did:key:z6A", "did:key:z6A", YES),
        (" did:key:z6A ", "did:key:z6A", YES),
        ("did:key:z6A", "did:key:z6B", NO),
        ("did:key:z6A", "did:key:z6a", NO),
        ("did:key:z6A", "urn:uuid:1", UNKNOWN),
        ("a@example.com", "mailto:a@example.com", YES),
        ("A@example.com", "MAILTO:a@Example.com", YES),
        ("mailto:a@example.com", "mailto:a@example.com", YES),
        ("a@example.com", "mailto:b@example.com", NO),
        ("a@example.com", "urn:uuid:1", UNKNOWN),
        ("a@example.com", "did:key:z6A", UNKNOWN),
        ("https://a.example/ann", "https://a.example/ann", YES),
        ("Ann Lee", "urn:uuid:1", UNKNOWN),
        ("a@example.com", None, UNKNOWN),
        ("a@example.com", 5, UNKNOWN),
    ],
)
def test_the_id_of_the_subject_is_compared_where_it_can_be(typed, subject_id, expected):
    assert matches(typed, {"id": subject_id}) == expected


def test_an_identifier_decides_when_the_id_is_opaque():
    subject = {"id": "urn:uuid:1", "identifier": [entry(FIRST, salt="Kosher")]}
    assert matches("a@example.com", subject) == YES
    assert matches("b@example.com", subject) == NO


@pytest.mark.parametrize(
    "bad",
    [
        entry("sha512$" + "0" * 128),
        entry("sha256$" + "0" * 63),
        entry("sha256$" + "g" * 64),
        entry("sha256$" + "0" * 65),
        entry(md5("a@example.com") + "0"),
        entry("0" * 64),
        entry(""),
        entry(FIRST, salt=5),
        entry(FIRST, salt=["Kosher"]),
        entry(FIRST, hashed="true", salt="Kosher"),
        entry(5),
        entry(FIRST, kind=None),
        "a@example.com",
        None,
        [],
    ],
)
def test_an_entry_that_cannot_be_compared_counts_for_nothing(bad):
    assert matches("a@example.com", {"identifier": bad}) == UNKNOWN
    assert matches("a@example.com", {"identifier": [bad, plain("b@example.com")]}) == NO
    assert matches("a@example.com", {"identifier": [bad, plain("a@example.com")]}) == YES


@pytest.mark.parametrize("typed", ["", " ", "\n"])
def test_nothing_typed_matches_nothing(typed):
    assert matches(typed, {"id": typed, "identifier": [plain("", "name"), plain("")]}) == UNKNOWN


def test_the_number_of_comparisons_is_bounded():
    limits = dataclasses.replace(DEFAULT_LIMITS, identifiers=2)
    entries = [plain("b@example.com"), plain("c@example.com"), plain("a@example.com")]
    assert matches("a@example.com", {"identifier": entries}, limits=limits) == UNKNOWN
    assert matches("c@example.com", {"identifier": entries}, limits=limits) == YES
    assert matches("a@example.com", {"identifier": entries[:2]}, limits=limits) == NO


any_text = st.text(st.characters(exclude_categories=()))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | any_text,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
entries = st.fixed_dictionaries(
    {"hashed": anything, "identityHash": anything, "identityType": anything, "salt": anything}
)


@settings(deadline=None)
@given(
    typed=any_text,
    subject=anything
    | st.fixed_dictionaries({"id": anything, "identifier": anything | st.lists(entries)}),
)
@example(typed="\ud800", subject={"identifier": [plain("\ud800", "name")]})
def test_a_comparison_never_raises(typed, subject):
    assert matches(typed, subject).match in Match


@settings(deadline=None)
@given(address=st.from_regex(r"[a-z.+]{1,9}@[a-z]{1,9}\.example", fullmatch=True), salt=st.text())
def test_a_hash_matches_its_own_address_and_no_other(address, salt):
    subject = {"identifier": entry(identity_hash(address, salt), salt=salt)}
    assert matches(address.upper(), subject) == YES
    assert matches(f"x{address}", subject) == NO
