"""What a badge says, made ready for a page: names, pictures, results, evidence.

Everything comes from a document whose signature is good, and is still the text of a stranger: it is
cut to a length, stripped of what cannot be seen, and never a link of another kind than the web's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from issuer_app.markdown import to_html
from issuer_app.saying import language, language_name, primary, said
from openbadges_issuer.phrases import Phrase
from openbadges_issuer.plain_text import plain
from openbadges_issuer.report import Report
from openbadges_issuer.strict_json import as_list
from openbadges_issuer.verifying.facts import Facts

_SHORT_CHARS = 320  # about five lines
_LONGEST_DESCRIPTION = 4_000
_MOST_LISTED = 40
_MOST_IMAGE_CHARS = 700_000
_KINDS = {
    "Achievement": Phrase("Achievement"),
    "ApprenticeshipCertificate": Phrase("Apprenticeship certificate"),
    "Assessment": Phrase("Assessment"),
    "Assignment": Phrase("Assignment"),
    "AssociateDegree": Phrase("Associate degree"),
    "Award": Phrase("Award"),
    "BachelorDegree": Phrase("Bachelor degree"),
    "Badge": Phrase("Badge"),
    "Certificate": Phrase("Certificate"),
    "CertificateOfCompletion": Phrase("Certificate of completion"),
    "Certification": Phrase("Certification"),
    "CoCurricular": Phrase("Co-curricular activity"),
    "CommunityService": Phrase("Community service"),
    "Competency": Phrase("Competency"),
    "Course": Phrase("Course"),
    "Degree": Phrase("Degree"),
    "Diploma": Phrase("Diploma"),
    "DoctoralDegree": Phrase("Doctoral degree"),
    "Fieldwork": Phrase("Fieldwork"),
    "GeneralEducationDevelopment": Phrase("General education development"),
    "JourneymanCertificate": Phrase("Journeyman certificate"),
    "LearningProgram": Phrase("Learning program"),
    "License": Phrase("License"),
    "MasterCertificate": Phrase("Master certificate"),
    "MasterDegree": Phrase("Master degree"),
    "Membership": Phrase("Membership"),
    "MicroCredential": Phrase("Micro-credential"),
    "ProfessionalDoctorate": Phrase("Professional doctorate"),
    "QualityAssuranceCredential": Phrase("Quality assurance credential"),
    "ResearchDoctorate": Phrase("Research doctorate"),
    "SecondarySchoolDiploma": Phrase("Secondary school diploma"),
}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")
_LINK = re.compile(r"https?://[^\s<>\"'\\]+")


@dataclass(frozen=True, slots=True)
class Badge:
    """What is on the face of a badge.

    Attributes:
        name: of the achievement.
        kind: its type in words; "" when it has none.
        description: shortened to about five lines.
        image: a URL that the page may load: of this host, or the picture itself; else None.
        earned: the day of the award.
        signed: the day since which it is in force, if another; else "".
        until: its last day; "" when it has no end.
        foreign: code of the language of its text, if that is another than the page's; else "".
        as_issued: says in which language its text is; "" where that goes without saying.
    """

    name: Markup
    kind: Markup
    description: str
    image: str | None
    earned: Markup
    signed: Markup
    until: Markup
    foreign: str
    as_issued: Markup


@dataclass(frozen=True, slots=True)
class Reached:
    """One result: what was judged, and the level or value that was reached."""

    name: str
    level: str
    description: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Pieces of evidence of one kind; `titles` is empty unless they may be shown."""

    name: str
    count: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What the teacher did.

    Attributes:
        description: in full, when the badge's face shows it shortened; else "".
        criteria: how it is earned, as safe HTML.
        criteria_url: a page that says how it is earned, or "".
        narrative: how it was earned, as safe HTML.
        is_long: True when the two texts are more than a glance takes in.
        results: the levels reached.
        evidence: what was handed in, by kind.
    """

    description: str
    criteria: Markup
    criteria_url: str
    narrative: Markup
    is_long: bool
    results: tuple[Reached, ...]
    evidence: tuple[Kind, ...]

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        texts = (self.description, self.criteria, self.criteria_url, self.narrative)
        return any((*texts, self.results, self.evidence))


def facts_of(report: Report) -> Facts:
    """Give names and days of what was verified."""
    return Facts(
        checks=report.checks,
        document=report.document or {},
        claimed_id=report.issuer_id,
        issuer=report.issuer_name or "",
        recipient="",
    )


def badge_of(report: Report, own_url: str | None) -> Badge:
    """Read the face of a badge; see `picture` for `own_url`."""
    facts = facts_of(report)
    document, achievement = facts.document, _achievement(facts.document)
    begins, earned = said(facts.day("validFrom", "issuanceDate")), said(facts.awarded)
    ends = {"validUntil", "expirationDate"} & document.keys()
    return Badge(
        name=said(facts.badge_name),
        kind=kind_in_words(achievement.get("achievementType")),
        description=_line(achievement.get("description"), _SHORT_CHARS),
        image=picture(achievement, own_url) or picture(document, own_url),
        earned=earned,
        signed=said("") if begins == earned else begins,
        until=said(facts.day(*sorted(ends)) if ends else ""),
        foreign=foreign(achievement),
        as_issued=_as_issued(_language_of(achievement)),
    )


def work_of(document: Mapping[str, Any], *, titles: bool) -> Work:
    """Read what the teacher did.

    Args:
        document: the verified credential.
        titles: whether the titles of the evidence may be shown.
    """
    achievement = _achievement(document)
    subject = _mapping(document.get("credentialSubject"))
    criteria = _mapping(achievement.get("criteria"))
    asked, told = text_of(criteria.get("narrative")), text_of(subject.get("narrative"))
    description = _line(achievement.get("description"), _LONGEST_DESCRIPTION)
    return Work(
        description=description if len(description) > _SHORT_CHARS else "",
        criteria=to_html(asked),
        criteria_url=safe_link(criteria.get("id")),
        narrative=to_html(told),
        is_long=len(asked) + len(told) > _SHORT_CHARS or asked.count("\n") > 4,
        results=tuple(_results(subject, achievement)),
        evidence=tuple(_evidence(document, titles=titles)),
    )


def kind_in_words(achievement_type: Any) -> Markup:
    """Write an achievement type as a person does: ``CertificateOfCompletion`` with spaces."""
    code = plain(text_of(achievement_type), 60)
    own = _CAPITAL.sub(" ", code.removeprefix("ext:")).capitalize()
    return said(_KINDS.get(code, own))


def picture(described: Mapping[str, Any], own_url: str | None) -> str | None:
    """Give the URL of a picture that a page may load without telling anybody about its reader.

    Args:
        described: an achievement or a credential with an `image`.
        own_url: public base URL of this host; None when it has none.

    Returns:
        A PNG as a ``data:`` URL, or a URL of this host; None for everything else.
    """
    image = described.get("image")
    url = image.get("id") if isinstance(image, Mapping) else image
    if not isinstance(url, str) or len(url) > _MOST_IMAGE_CHARS:
        return None
    is_own = own_url is not None and url.startswith(f"{own_url.rstrip('/')}/")
    return url if is_own or url.startswith("data:image/png;base64,") else None


def safe_link(url: Any) -> str:
    """Give a URL of the web as it is, and nothing for any other."""
    return url if isinstance(url, str) and len(url) < 2_000 and _LINK.fullmatch(url) else ""


def _results(subject: Mapping[str, Any], achievement: Mapping[str, Any]) -> Iterator[Reached]:
    described = {
        entry.get("id"): entry
        for entry in map(_mapping, as_list(achievement.get("resultDescription")))
    }
    for result in map(_mapping, as_list(subject.get("result"))[:_MOST_LISTED]):
        about = _mapping(described.get(text_of(result.get("resultDescription"))))
        levels = map(_mapping, as_list(about.get("rubricCriterionLevel")))
        reached = result.get("achievedLevel")
        level = next((one for one in levels if reached and one.get("id") == reached), {})
        value = plain(text_of(level.get("name"))) or plain(text_of(result.get("value")))
        if value:
            yield Reached(
                plain(text_of(about.get("name"))),
                value,
                _line(level.get("description"), _SHORT_CHARS),
            )


def _evidence(document: Mapping[str, Any], *, titles: bool) -> Iterator[Kind]:
    pieces = [_mapping(piece) for piece in as_list(document.get("evidence"))]
    named = [
        (plain(text_of(one.get("genre")), 60), plain(text_of(one.get("name")))) for one in pieces
    ]
    for kind, count in list(Counter(kind for kind, _ in named).items())[:_MOST_LISTED]:
        own = [title for own, title in named if own == kind and title]
        yield Kind(kind, count, tuple(own[:_MOST_LISTED]) if titles else ())


def _achievement(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return _mapping(_mapping(document.get("credentialSubject")).get("achievement"))


def _as_issued(spoken: str) -> Markup:
    """Say in which language a text is, to who reads the page in another."""
    if primary(spoken) == language():
        return said("")
    if name := language_name(spoken):
        return said(Phrase("In {language}, as issued", language=name))
    if language() == "en":  # as most of the texts here are that say nothing
        return said("")
    return said(Phrase("The badge’s own text is shown as it was issued."))


def foreign(achievement: Mapping[str, Any]) -> str:
    """Give the code of the language of an achievement's text, if it is another than the page's."""
    spoken = _language_of(achievement)
    return "" if primary(spoken) == language() else spoken


def _language_of(achievement: Mapping[str, Any]) -> str:
    """Give the language that a text names itself, or that the achievement has."""
    name = achievement.get("name")
    given = name.get("@language") if isinstance(name, Mapping) else None
    code = given or achievement.get("inLanguage")
    return code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else ""


def _line(text: Any, most: int) -> str:
    return plain(text_of(text), most)


def text_of(value: Any) -> str:
    """Take the text out of a string, or of a text with a language."""
    text = value.get("@value") if isinstance(value, Mapping) else value
    return text if isinstance(text, str) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
