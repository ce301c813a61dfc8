"""Issuing many: every award in its place, one bad award harms no other, and the key stays here."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import count, islice
from typing import Any

import pytest

from openbadges_issuer.award import Award
from openbadges_issuer.bulk import CHUNK
from openbadges_issuer.drafting import Drafter
from openbadges_issuer.errors import KeyFormatError, ModelError, OpenBadgesError, SettingsError
from openbadges_issuer.issuing import Issuer
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.model import Achievement, Criteria, Evidence, Profile, Recipient, Result
from openbadges_issuer.report import Verdict
from openbadges_issuer.status import StatusEntry
from tests.hostile import forge
from tests.hostile.forge import expect, verify

ACHIEVEMENT = Achievement(
    id="https://badges.example/achievements/1",
    name="Flipped classroom",
    description="Plans a unit.",
    criteria=Criteria(narrative="Hand in a unit plan."),
)
pytestmark = pytest.mark.usefixtures("workers_begin_first")
ONE_AND_TWO = pytest.mark.parametrize("workers", [1, 2])
WEST = timezone(timedelta(hours=-6))
WRONG: list[dict[str, Any]] = [
    {"achievement": None},
    {"achievement": {"name": "Flipped classroom"}},
    {"to": None},
    {"to": "teacher@example.org"},
    {"evidence": None},
    {"results": 7},
    {"status": {}},
    {"awarded_date": date(2026, 11, 21)},
    {"valid_from": "2026-11-21"},
    {"valid_until": date(2026, 11, 21)},
]
BOTH = pytest.mark.parametrize("securing", ["eddsa-rdfc-2022", "vc-jwt"])


class HardwareKey:
    """A signer that knows its process, as one does that talks to a device; it is not pickled."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.signed = 0
        self._key = forge.DISTRICT_KEY
        self.verification_method = self._key.verification_method
        self.algorithm = self._key.algorithm

    def sign(self, data: bytes) -> bytes:
        assert os.getpid() == self.process
        self.signed += 1
        return self._key.sign(data)

    def __reduce__(self) -> Any:
        raise TypeError("a device is not pickled")


def issuer(signer: Any = forge.DISTRICT_KEY) -> Issuer:
    profile = Profile(id=forge.DISTRICT, name="Kettle Moraine")
    return Issuer(profile, signer=signer, clock=lambda: forge.ISSUED)


def award(number: int = 0, **members: Any) -> Award:
    to = Recipient.by_did(f"did:example:teacher-{number}")
    return Award(**{"achievement": ACHIEVEMENT, "to": to, **members})


def recipients_of(issued: Any) -> list[str]:
    return [one.require().document["credentialSubject"]["id"] for one in issued]


@BOTH
@ONE_AND_TWO
def test_every_badge_is_good_and_in_its_place(workers: int, securing: str) -> None:
    awards = [award(number) for number in range(6)]
    issued = list(issuer().issue_many(awards, securing=securing, workers=workers))
    assert [one.index for one in issued] == list(range(6))
    assert recipients_of(issued) == [one.to.id for one in awards]
    for one in issued:
        assert one.require().securing == securing
        expect(verify(one.require().bytes), Verdict.VALID)


@BOTH
@ONE_AND_TWO
def test_many_give_the_same_bytes_as_one(workers: int, securing: str) -> None:
    members: dict[str, Any] = {
        "evidence": (Evidence(name="Unit plan", narrative="A unit."),),
        "status": StatusEntry(forge.REVOCATIONS, 7),
        "narrative": "Done *well*.",
        "awarded_date": forge.ISSUED,
        "valid_from": forge.ISSUED - timedelta(days=1),
        "valid_until": forge.ISSUED + timedelta(days=9),
        "id": "urn:uuid:5f0c1f6a-6f0e-4d9c-9b1a-0d6f1f6f7a01",
    }
    to = Recipient.by_email("teacher@example.org")
    one = issuer().issue(ACHIEVEMENT, to=to, securing=securing, **members)
    awards = [award(), award(to=to, **members), award(1)]
    many = list(issuer().issue_many(awards, securing=securing, workers=workers))
    assert many[1].require() == one


@ONE_AND_TWO
def test_a_bad_award_is_told_and_the_others_are_issued(workers: int) -> None:
    wrong = award(1, results=(Result(result_description="urn:example:none", value="1"),))
    awards = [award(0), wrong, award(2), award(3, narrative="\x01"), award(4)]
    issued = list(issuer().issue_many(awards, workers=workers))
    assert [one.index for one in issued if one.error] == [1, 3]
    assert recipients_of(one for one in issued if not one.error) == [
        awards[index].to.id for index in (0, 2, 4)
    ]
    assert isinstance(issued[1].error, ModelError)
    assert issued[3].error
    assert issued[3].error.path == "$.credentialSubject.narrative"
    with pytest.raises(ModelError):
        issued[3].require()


@ONE_AND_TWO
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(next(iter(wrong.items()))))
def test_an_award_of_the_wrong_types_is_one_bad_award(workers: int, wrong: dict[str, Any]) -> None:
    awards = [award(0), award(1, **wrong), award(2)]
    first, bad, last = issuer().issue_many(awards, workers=workers)
    assert recipients_of([first, last]) == ["did:example:teacher-0", "did:example:teacher-2"]
    assert isinstance(bad.error, SettingsError)
    assert set(wrong) <= set(str(bad.error).split())
    arguments: dict[str, Any] = {"achievement": ACHIEVEMENT, "to": award().to, **wrong}
    with pytest.raises(SettingsError) as alone:
        issuer().issue(**arguments)
    assert str(alone.value) == str(bad.error)


@ONE_AND_TWO
@pytest.mark.parametrize("thing", [None, 7, {"to": "teacher@example.org"}, "teacher@example.org"])
def test_what_is_no_award_is_one_bad_award(workers: int, thing: Any) -> None:
    first, bad, last = issuer().issue_many([award(0), thing, award(2)], workers=workers)
    assert isinstance(bad.error, SettingsError)
    assert not (first.error or last.error)


@ONE_AND_TWO
def test_an_award_that_fails_in_its_own_way_is_one_bad_award(workers: int) -> None:
    class Broken(tuple[Evidence, ...]):
        def __iter__(self) -> Iterator[Evidence]:
            raise LookupError("the database is gone")

    awards = [award(0), award(1, evidence=Broken()), award(2)]
    first, bad, last = issuer().issue_many(awards, workers=workers)
    assert isinstance(bad.error, SettingsError)
    assert "LookupError" in str(bad.error)
    assert not (first.error or last.error)


def test_an_award_that_cannot_be_sent_is_one_award() -> None:
    awards = [award(n) for n in range(3 * CHUNK)]
    awards[CHUNK + 1] = award(narrative=threading.Lock())
    issued = list(issuer().issue_many(awards, workers=2))
    assert [one.index for one in issued if one.error] == [CHUNK + 1]
    assert isinstance(issued[CHUNK + 1].error, ModelError)
    assert recipients_of(issued[CHUNK + 2 :]) == [one.to.id for one in awards[CHUNK + 2 :]]


@ONE_AND_TWO
@pytest.mark.parametrize(
    "wrong", [{"narrative": "\x01"}, {"valid_from": datetime(9999, 12, 31, 23, tzinfo=WEST)}]
)
def test_an_error_that_is_kept_keeps_nothing_else(workers: int, wrong: dict[str, Any]) -> None:
    bad = award(1, **wrong)
    alive = weakref.ref(bad)
    issued = list(issuer().issue_many([award(0), bad], workers=workers))
    del bad
    error = issued[1].error
    assert error
    assert (error.__traceback__, error.__cause__, error.__context__) == (None, None, None)
    assert alive() is None


def test_an_error_of_the_signer_that_is_kept_keeps_nothing_else() -> None:
    class Refusing(HardwareKey):
        def sign(self, data: bytes) -> bytes:
            try:
                raise OSError("no such slot")
            except OSError as error:
                raise OpenBadgesError("the device is busy") from error

    [issued] = issuer(Refusing()).issue_many([award()])
    assert issued.error
    assert issued.error.__traceback__ is issued.error.__cause__ is None
    assert issued.error.__context__ is None


def fail(_: object) -> None:
    raise OSError("the device is gone")


def test_no_worker_is_left_with_an_error_that_is_kept(
    workers_started: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    awards = [award(n) for n in range(5 * CHUNK)]
    with pytest.raises(OSError, match="gone") as kept:
        list(issuer().issue_many(awards, workers=2, progress=fail))
    signer = HardwareKey()
    monkeypatch.setattr(signer, "sign", fail)
    with pytest.raises(OSError, match="gone") as kept_too:
        list(issuer(signer).issue_many(awards, workers=2))
    assert len(workers_started) == 2
    assert workers_started.alive == 0
    assert kept.tb
    assert kept_too.tb


def test_no_worker_is_left_with_a_bad_award_that_is_kept(workers_started: Any) -> None:
    awards = (award(n, narrative="\x01") for n in range(5 * CHUNK))
    kept = next(issuer().issue_many(awards, workers=2))
    assert kept.error
    assert len(workers_started) == 1
    assert workers_started.alive == 0


def test_a_signer_that_refuses_once_harms_one_award() -> None:
    class Refusing(HardwareKey):
        def sign(self, data: bytes) -> bytes:
            signature = super().sign(data)
            if self.signed == 2:
                raise OpenBadgesError("the device is busy")
            return signature

    issued = list(issuer(Refusing()).issue_many(map(award, range(3))))
    assert [bool(one.error) for one in issued] == [False, True, False]


@ONE_AND_TWO
def test_the_signer_never_leaves_its_process(workers: int) -> None:
    signer = HardwareKey()
    with pytest.raises(TypeError):
        pickle.dumps(signer)
    issued = list(issuer(signer).issue_many(map(award, range(5)), workers=workers))
    assert signer.signed == 5
    for one in issued:
        expect(verify(one.require().bytes), Verdict.VALID)


@ONE_AND_TWO
def test_awards_without_end_are_taken_as_needed(workers: int) -> None:
    taken = 0

    def endless() -> Iterator[Award]:
        nonlocal taken
        for taken in count(1):
            yield award(taken)

    issued = issuer().issue_many(endless(), workers=workers)
    assert taken == 0
    first = list(islice(issued, 10))
    assert recipients_of(first) == [f"did:example:teacher-{n}" for n in range(1, 11)]
    assert taken <= 10 + 2 * workers * CHUNK * (workers > 1)
    issued.close()


@ONE_AND_TWO
def test_progress_counts_what_is_done(workers: int) -> None:
    seen: list[int] = []
    awards = [award(0), award(1, narrative="\x01"), award(2)]
    for one in issuer().issue_many(awards, workers=workers, progress=seen.append):
        assert seen[-1] == one.index + 1
    assert seen == [1, 2, 3]


def test_the_clock_is_asked_here_for_each_award() -> None:
    moments = iter(forge.ISSUED + timedelta(minutes=n) for n in range(3))
    profile = Profile(id=forge.DISTRICT, name="Kettle Moraine")
    own = Issuer(profile, signer=forge.DISTRICT_KEY, clock=lambda: next(moments))
    issued = own.issue_many(map(award, range(3)), workers=2)
    begins = [datetime.fromisoformat(one.require().document["validFrom"]) for one in issued]
    assert [begin - begins[0] for begin in begins] == [timedelta(minutes=n) for n in range(3)]


def test_what_awards_share_is_written_no_more_when_it_came_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[str] = []
    write = Achievement.to_json

    def counted(self: Achievement, **members: Any) -> dict[str, Any]:
        written.append(self.id)
        return write(self, **members)

    monkeypatch.setattr(Achievement, "to_json", counted)
    other = ACHIEVEMENT.model_copy(update={"id": "https://badges.example/achievements/2"})
    awards = [award(n, achievement=other if n % 2 else ACHIEVEMENT) for n in range(10)]
    issued = [one.require().document for one in issuer().issue_many(awards)]
    assert written == 2 * [ACHIEVEMENT.id, other.id]
    named = [one["credentialSubject"]["achievement"]["id"] for one in issued]
    assert named == 5 * [ACHIEVEMENT.id, other.id]


@pytest.mark.parametrize(
    ("member", "changing"),
    [("description", {"@value": ""}), ("tag", [""]), ("criteria", {"@value": ""})],
)
def test_an_achievement_changed_by_hand_is_read_again(member: str, changing: Any) -> None:
    held = changing
    if member == "criteria":
        held = ACHIEVEMENT.criteria.model_copy(update={"narrative": changing})
    achievement = ACHIEVEMENT.model_copy(update={member: held})
    own = issuer()
    for text in ("One", "Two", "Three"):
        changing["@value" if isinstance(changing, dict) else 0] = text
        [many] = own.issue_many([award(achievement=achievement)])
        for signed in (many.require(), own.issue(achievement, to=award().to)):
            assert signed.document["credentialSubject"]["achievement"] == achievement.to_json()
            assert text in signed.text


def test_what_is_remembered_of_many_achievements_is_right_and_keeps_none_of_them() -> None:
    own = issuer()
    others = [
        ACHIEVEMENT.model_copy(update={"id": f"https://badges.example/achievements/{number}"})
        for number in range(150)
    ]
    for _ in range(2):
        for other in others:
            document = own.issue(other, to=award().to).document
            assert document["credentialSubject"]["achievement"] == other.to_json()
    alive = [weakref.ref(other) for other in others]
    del other, others
    gc.collect()
    assert [view() for view in alive] == [None] * 150


def test_a_drafter_goes_to_another_process_without_what_it_remembers() -> None:
    own = Drafter(issuer().profile, "eddsa-rdfc-2022", "Ed25519", f"{forge.DISTRICT}#key-1")
    size = len(pickle.dumps(own))
    given = award(id="urn:uuid:5f0c1f6a-6f0e-4d9c-9b1a-0d6f1f6f7a01")
    drafts = [own.award(given, forge.ISSUED) for _ in range(3)]
    assert len(pickle.dumps(own)) == size
    again = copy.copy(own)
    assert again == own
    assert again.award(given, forge.ISSUED) == drafts[0] == drafts[2]


def test_a_badge_changed_by_its_reader_changes_no_other() -> None:
    issued = issuer().issue_many(map(award, range(2)))
    next(issued).require().document["credentialSubject"]["achievement"]["name"] = "Other"
    expect(verify(next(issued).require().bytes), Verdict.VALID)


def test_what_could_issue_nothing_is_refused_at_once() -> None:
    taken: list[int] = []
    awards = (taken.append(n) or award(n) for n in range(3))  # type: ignore[func-returns-value]
    with pytest.raises(SettingsError):
        issuer().issue_many(awards, securing="eddsa")
    with pytest.raises(SettingsError):
        issuer().issue_many(awards, workers=0)
    with pytest.raises(KeyFormatError):
        issuer(KeySigner.generate("ES256", verification_method=f"{forge.DISTRICT}#k")).issue_many(
            awards
        )
    assert taken == []


def test_an_award_is_frozen() -> None:
    with pytest.raises(AttributeError):
        award().narrative = "x"  # type: ignore[misc]
    assert replace(award(), narrative="x").narrative == "x"


def test_what_can_be_read_once_is_issued_each_time() -> None:
    given = award(evidence=(Evidence(name=name) for name in ("Unit plan", "Recordings")))
    for securing in ("eddsa-rdfc-2022", "vc-jwt"):
        document = next(issuer().issue_many([given], securing=securing)).require().document
        assert [each["name"] for each in document["evidence"]] == ["Unit plan", "Recordings"]
