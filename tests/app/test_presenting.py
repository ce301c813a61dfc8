"""What a page shows of a report: only what was verified, and nothing that harms."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from issuer_app import badge_facts
from issuer_app.badge_facts import kind_in_words, picture, safe_link
from issuer_app.presenting import Shown, present
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.report import Outcome, Verdict
from openbadges_issuer.verifying import Policy, TrustList, TrustLists
from tests.browser.cases import CASES, TRUST, badge, report
from tests.hostile import composing, forge

URL = "https://badges.kettle-moraine.example"


def shown(name: str, **options: Any) -> Shown:
    return present(report(name), **{"trust": TRUST, "host": "A host", "own_url": URL} | options)


def of(document: dict[str, Any], trust: Any = TRUST) -> Shown:
    found = forge.verify(forge.sign(document), policy=Policy(trust=trust))
    return present(found, trust=trust, host="A host")


@pytest.mark.parametrize("name", CASES)
def test_only_valid_is_green_and_nothing_unproved_is_shown(name):
    found = report(name)
    page = present(found, trust=TRUST, host="A host")
    assert (page.tone == "good") == (found.verdict is Verdict.VALID)
    assert (page.icon == "yes") == (found.verdict is Verdict.VALID)
    parts = (page.badge, page.issuer, page.work)
    assert all(part is None for part in parts) == (found.document is None)
    if found.document is None:
        assert page.glance == ()
        assert page.technical.file == ""
        assert "Flipped" not in repr(page)
        assert "Kettle Moraine School" not in repr(page)


def test_every_verdict_has_a_case():
    assert {report(name).verdict for name in CASES} == set(Verdict)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("valid", ("Yes", "Yes", "Yes", "Not asked yet")),
        ("valid-asked", ("Yes", "Yes", "Yes", "Yes")),
        ("expired", ("Yes", "No", "Yes", "Not asked yet")),
        ("revoked", ("Yes", "No", "Yes", "Not asked yet")),
        ("suspended", ("Yes", "No", "Yes", "Not asked yet")),
        ("not-yet-valid", ("Yes", "No", "Yes", "Not asked yet")),
        ("status-unknown", ("Yes", "Could not check", "Yes", "Not asked yet")),
        ("issuer-unknown", ("Yes", "Yes", "No", "Not asked yet")),
        ("issuer-unbound", ("Yes", "Yes", "Could not check", "Not asked yet")),
        ("wrong-recipient", ("Yes", "Yes", "Yes", "No")),
        ("recipient-unknown", ("Yes", "Yes", "Yes", "Could not check")),
    ],
)
def test_four_answers_at_a_glance(name, expected):
    assert tuple(answer.answer for answer in shown(name).glance) == expected


def test_no_answer_at_a_glance_is_better_than_those_of_the_badges_in_a_record():
    good = forge.sign(badge())
    withdrawn = forge.sign(badge(id="urn:x:2", credentialStatus=forge.entry(forge.WITHDRAWN)))
    page = of(composing.record(good, withdrawn))
    assert (page.verdict, page.tone, page.glance) == (Verdict.REVOKED, "bad", ())
    assert len(of(composing.record(good)).glance) == 4


def test_a_proved_issuer_has_its_name_and_any_other_only_what_it_calls_itself():
    listed = shown("valid").issuer
    assert (listed.name, listed.calls_itself) == ("Kettle Moraine School District", False)
    assert listed.domain == forge.HOST
    unlisted = shown("issuer-unknown", trust=TrustList()).issuer
    assert (unlisted.name, unlisted.calls_itself) == (forge.HOST, True)
    unbound = shown("issuer-unbound").issuer
    assert (unbound.name, unbound.domain) == ("", "")
    assert unbound.claimed == "Lake County Schools"


def test_who_looks_like_a_listed_issuer_is_said_not_to_be_it():
    alike = shown("issuer-look-alike").issuer.look_alike
    assert alike.domain == forge.HOST
    assert shown("valid").issuer.look_alike is None
    assert shown("issuer-unbound").issuer.look_alike is None


def test_whom_a_listed_body_endorses_is_shown_as_endorsed_and_not_as_a_look_alike():
    districts = TrustList.from_mapping(
        {"issuers": {"kmsd.example": {"name": "Kettle Moraine School District"}}}
    )
    bodies = TrustList.from_mapping(
        {
            "name": "Bodies",
            "keeper": "the office",
            "rules_url": "https://office.example.org/rules",
            "issuers": {composing.BODY: {"name": "State Board", "endorses": True}},
        }
    )
    lists = TrustLists((districts, bodies))
    stranger = forge.verify(forge.sign(badge()), policy=Policy(trust=lists))
    assert present(stranger, trust=lists, host="h").issuer.look_alike is not None
    vouched = [composing.vouched(forge.DISTRICT)]
    document = forge.put(badge(), "issuer", "endorsement", to=vouched)
    page = of(document, trust=lists)
    assert (page.verdict, page.issuer.look_alike) == (Verdict.VALID, None)
    by = page.issuer.lines[1]
    assert (by.question, by.outcome) == ("Endorsed by a known issuer", Outcome.PASSED)
    assert "State Board" in by.reason
    assert "the office" in by.reason
    assert page.issuer.rules_url == "https://office.example.org/rules"
    # known by a list, it is shown as listed, whoever endorses it beside
    both = of(document, trust=TrustLists((TRUST, bodies))).issuer
    assert both.lines[1].question == "List of known issuers"
    assert both.rules_url == TRUST.rules_url


def test_the_web_address_of_an_unproved_badge_is_named_once():
    assert shown("tampered-changed").names_address == forge.HOST
    assert shown("tampered-other-key").names_address == ""  # the sentence names it


def test_what_the_teacher_did():
    work = shown("valid").work
    (reached,) = work.results
    assert reached.level == "Met"
    assert [(kind.name, kind.count, kind.titles) for kind in work.evidence] == [
        ("Unit plan", 1, ()),
        ("Recording", 2, ()),
        ("Student reflection", 1, ()),
        ("Educator reflection", 1, ()),
    ]
    assert "<strong>plan</strong>" in work.criteria
    assert work.is_long
    titles = shown("valid", evidence_titles=True).work.evidence[1].titles
    assert titles == ("Lesson 2", "Lesson 4")


def test_a_level_that_was_not_reached_is_not_named():
    document = forge.put(badge(), "credentialSubject", "result", 0, "achievedLevel", to="urn:x:1")
    assert of(document).work.results == ()


@pytest.mark.parametrize(
    ("image", "allowed"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", True),
        (f"{URL}/images/abc.png", True),
        ({"id": f"{URL}/images/abc.png", "type": "Image"}, True),
        (f"{URL}.attacker.example/a.png", False),
        ("https://tracker.example/pixel.png", False),
        ("data:image/svg+xml;base64,PHN2Zz4=", False),
        ("data:image/png,text", False),
        ("javascript:alert(1)", False),
        ("data:image/png;base64," + "A" * 1_000_000, False),
        (5, False),
        (None, False),
    ],
)
def test_only_pictures_that_tell_nobody_are_loaded(image, allowed):
    assert (picture({"image": image}, URL) is not None) == allowed


def test_without_an_address_of_our_own_only_a_picture_in_the_badge_is_shown():
    assert picture({"image": f"{URL}/a.png"}, None) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("MicroCredential", "Micro-credential"),
        ("CertificateOfCompletion", "Certificate of completion"),
        ("Badge", "Badge"),
        ("ext:LessonStudy", "Lesson study"),
        (None, ""),
        (["Badge"], ""),
    ],
)
def test_types_in_words(code, words):
    assert kind_in_words(code) == words


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//a.example", "https://a.example/'x", "", None, 5],
)
def test_links_of_other_kinds_are_no_links(url):
    assert safe_link(url) == ""
    assert safe_link("https://a.example/x?y=1") == "https://a.example/x?y=1"


def test_the_paper_says_which_list_was_read_only_if_one_was():
    assert forge.HOST in shown("valid").lists
    assert shown("status-unknown").lists == ""
    assert shown("valid-without-end").lists == ""


@pytest.mark.parametrize("notes", [1, 2])
def test_which_list_was_read_is_said_beside_whatever_else_it_tells(notes):
    unread = f"https://{forge.HOST}/status/messages"
    entries = [
        forge.entry(number, "message", id=f"urn:x:{number}", statusListCredential=unread)
        for number in range(notes)
    ]
    page = of(badge(credentialStatus=[forge.entry(), *entries]))
    assert page.verdict is Verdict.VALID
    assert page.lists == shown("valid").lists


@pytest.mark.parametrize(
    "detail",
    [
        Phrase("It is in force."),
        Phrase("{detail}. {note}.", detail="Said elsewhere", note="And more"),
        Phrase("Read at {host}.", host=forge.HOST),
        Phrase.of("Said elsewhere."),
    ],
)
def test_an_answer_that_names_no_list_is_shown_without_one(detail):
    found = report("valid")
    checks = tuple(
        check._replace(detail=detail) if check.id == "status_revocation" else check
        for check in found.checks
    )
    page = present(dataclasses.replace(found, checks=checks), trust=TRUST, host="h")
    assert (page.tone, page.lists) == ("good", "")


def test_texts_of_strangers_are_short_and_without_what_cannot_be_seen():
    page = shown("hostile")
    face = dataclasses.asdict(page.badge)
    for text in (*face.values(), page.heading, page.sentence, page.issuer.claimed):
        assert len(text or "") < 700
        assert not set(text or "") & set("\u202e\u200b\u2066\n")
    assert "<script" not in page.work.criteria
    assert re.findall(r'href="(?!https://)', page.work.criteria) == []
    assert page.work.criteria_url == ""
    assert page.badge.image is None
    assert "\u202e" not in page.technical.file


def test_a_document_of_odd_shapes_is_shown_without_a_fall():
    """A report may show a document that breaks every rule of the model."""
    found = report("valid")
    for member in ("credentialSubject", "evidence", "image", "proof", "credentialStatus", "issuer"):
        for odd in (None, 5, "text", [], {}, [5, None, {}], {"achievement": 5}, {"id": [1]}):
            document = {**found.document, member: odd}
            page = present(dataclasses.replace(found, document=document), trust=TRUST, host="h")
            assert page.badge.name
    for odd in (5, [], [5], {"@value": 5}, {"@value": "ok"}, None):
        achievement = dict.fromkeys(
            ("name", "description", "criteria", "resultDescription", "image", "achievementType"),
            odd,
        )
        subject = {"achievement": achievement, "result": odd, "narrative": odd}
        document = {**found.document, "credentialSubject": subject}
        assert (
            present(dataclasses.replace(found, document=document), trust=TRUST, host="h").work
            is not None
        )


def test_asked_means_that_somebody_asked():
    assert not shown("valid").asked
    for name in ("valid-asked", "wrong-recipient", "recipient-unknown"):
        assert shown(name).asked
    assert shown("valid").recipient.outcome is Outcome.NOT_APPLICABLE


def test_the_address_that_was_asked_about_is_not_in_the_title():
    wrong = shown("wrong-recipient")
    assert "@" in wrong.heading
    assert "@" not in wrong.title
    assert shown("revoked").title == shown("revoked").heading


def test_long_descriptions_are_shortened_on_the_face_and_whole_below():
    long = "A word. " * 200
    page = of(forge.put(badge(), "credentialSubject", "achievement", "description", to=long))
    assert len(page.badge.description) < badge_facts._SHORT_CHARS + 2
    assert page.work.description == long.strip()
