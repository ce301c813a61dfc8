"""Whatever is done to a record, a presentation or an endorsement: nothing is falsely valid."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying.verdict import worst
from tests.hostile import forge
from tests.hostile.composing import (
    KNOWING,
    enveloped,
    presentation,
    presented,
    record,
    vouched,
)
from tests.hostile.forge import badge, put, sign, token, verify
from tests.property.test_never_falsely_green import changed, often, said

ONE = sign(badge(credentialStatus=forge.entry()))
TWO = sign(badge(id="urn:uuid:2", name="Another", validUntil="2030-01-01T00:00:00Z"))
WITHDRAWN = sign(badge(id="urn:uuid:3", credentialStatus=forge.entry(forge.WITHDRAWN)))
VOUCHED = sign(badge(endorsement=[vouched(badge()["id"])]))
RECORD = sign(record(ONE, TWO))
KNOWN = [said(document) for document in (ONE, TWO, badge())]


def parts_are_sure(report: Report) -> None:
    """Check that what is valid in a whole was signed so, and that the whole is no better."""
    for part in report.parts:
        if part.report and part.report.document is not None:
            assert said(part.report.document) in [*KNOWN, said(RECORD)]
        parts_are_sure(part.report)
    assert not report or all(part.report for part in report.parts)
    verdicts = [report.verdict, *(part.report.verdict for part in report.parts)]
    assert worst(verdicts) is report.verdict


@settings(often, max_examples=200)
@given(st.data())
def test_a_record_changed_in_its_tree(data: st.DataObject) -> None:
    report = verify(changed(data.draw, RECORD))
    parts_are_sure(report)
    if report:
        assert said(report.document) == said(RECORD)
        assert len(report.parts) == 2


@settings(often, max_examples=150)
@given(st.data())
def test_a_record_put_together_of_changed_badges(data: st.DataObject) -> None:
    """The district signs whatever it is given, as a careless one may."""
    inner = [changed(data.draw, ONE), TWO]
    try:
        signed = forge.jcs_sign(record(*inner))
    except Exception:  # noqa: BLE001  # rfc8785 cannot write it: nothing to verify
        return
    report = verify(signed)
    parts_are_sure(report)
    if report:
        assert [said(part.report.document) for part in report.parts] == [said(ONE), said(TWO)]


@settings(often, max_examples=200)
@given(st.data(), st.sampled_from([presentation, presented]))
def test_a_presentation_changed_in_its_tree(data: st.DataObject, form: Any) -> None:
    original = form(ONE, TWO, enveloped(token(badge())))
    report = verify(changed(data.draw, original))
    parts_are_sure(report)
    if report and report.document is not None:
        assert said(report.document) in KNOWN


@settings(often, max_examples=100)
@given(st.data())
def test_a_withdrawn_badge_is_in_no_good_whole(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([presentation, presented]))
    others = data.draw(st.permutations([ONE, TWO, RECORD]))[: data.draw(st.integers(0, 3))]
    whole = form(*others, WITHDRAWN)
    assert verify(whole).verdict is Verdict.REVOKED
    touched = changed(data.draw, whole)
    if any(value.get("id") == WITHDRAWN["id"] for value in _objects(touched)):
        assert not verify(touched)


def _objects(document: dict[str, Any]) -> list[dict[str, Any]]:
    given = document.get("verifiableCredential")
    return [value for value in given if isinstance(value, dict)] if isinstance(given, list) else []


@settings(often, max_examples=150)
@given(st.data())
def test_an_endorsed_badge_changed_in_its_tree(data: st.DataObject) -> None:
    report = verify(changed(data.draw, VOUCHED), policy=KNOWING)
    if report:
        assert said(report.document) == said(VOUCHED)
        for part in report.endorsements:
            assert not part.report or said(part.report.document) == said(VOUCHED["endorsement"][0])


@settings(often, max_examples=150)
@given(st.data())
def test_a_changed_endorsement_vouches_for_nothing(data: st.DataObject) -> None:
    original = vouched(badge()["id"])
    endorsement = changed(data.draw, original)
    document = put(badge(), "endorsement", to=endorsement)
    report = verify(forge.jcs_sign(document), policy=KNOWING)
    if report.check("endorsements").outcome is Outcome.PASSED:
        good = [part.report for part in report.endorsements if part.report]
        assert good
        assert all(said(one.document) == said(original) for one in good)
