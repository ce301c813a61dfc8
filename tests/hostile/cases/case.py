"""One badge with one fault, or with none, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pyld import jsonld

from openbadges_issuer.errors import Problem
from openbadges_issuer.report import Outcome, Report, Verdict
from openbadges_issuer.verifying import Policy, TrustList, Verifier
from tests.hostile import forge


class Answer(NamedTuple):
    """What a report must say.

    Attributes:
        verdict: the one answer.
        check: id of the check that decides; "" for a good badge of which nothing else is asked.
        outcome: of that check.
        problem: of that check; None where several codes would do.
        part: index of the badge in the file whose check decides; None where it is of the whole.
    """

    verdict: Verdict
    check: str = ""
    outcome: Outcome = Outcome.FAILED
    problem: Problem | None = None
    part: int | None = None


class Case(NamedTuple):
    """A file that somebody hands to a verifier, and the network it is verified in.

    Attributes:
        threat: row of the list of threats; `CONTROL` for a badge with nothing wrong.
        name: what is wrong, in a few words.
        data: the file.
        answer: what must be said of it.
        web: what stands at an address where it is not what everybody serves (see
            `forge.documents`); None where nobody answers.
        trusted: the issuers on the trust list, as it lists them; None where every confirmed issuer
            is accepted.
        recipient: the identity to match, if any.
        id: the threat and a number.
    """

    threat: str
    name: str
    data: bytes
    answer: Answer
    web: Mapping[str, bytes | None] = {}  # never changed
    trusted: Mapping[str, Any] | None = forge.KNOWN
    recipient: str | None = None
    id: str = ""

    @property
    def is_control(self) -> bool:
        """Tell whether nothing is wrong with the badge."""
        return self.threat == CONTROL

    def server(self) -> forge.Server:
        """Serve the network of the case."""
        served = {**forge.documents(), **self.web}
        return forge.Server(
            {url: content for url, content in served.items() if content is not None}
        )

    def judge(self) -> Report:
        """Verify it, and check what must hold of every report."""
        return self.judged_by(self.verifier(self.server()))

    def verifier(self, server: forge.Server) -> Verifier:
        if self.trusted is None:
            return forge.verifier(server, policy=forge.ANYBODY)
        trust = TrustList.from_mapping({"issuers": self.trusted})
        return forge.verifier(server, policy=Policy(trust=trust))

    def judged_by(self, verifier: Verifier) -> Report:
        report = verifier.verify(self.data, recipient=self.recipient)
        forge.check_contract(report)
        return report


CONTROL = "control"
Rows = Iterator[Case]
WAYS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "eddsa-rdfc-2022": forge.sign,
    "eddsa-jcs-2022": forge.jcs_sign,
    "vc-jwt": forge.token,
}


def case(threat: str, name: str, data: Any, answer: Answer, **more: Any) -> Case:
    """Make a case of bytes, a text or a document."""
    return Case(threat, name, as_bytes(data), answer, **more)


def good(name: str, data: Any, answer: Answer | None = None, **more: Any) -> Case:
    """Make a control; an answer says what becomes of what is no part of the badge."""
    return case(CONTROL, name, data, answer or GREEN, **more)


def as_bytes(data: Any) -> bytes:
    """Write a document or a text as a file holds it."""
    data = forge.dumps(data) if isinstance(data, dict | list) else data
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)


def signed_each_way(
    threat: str, name: str, document: dict[str, Any], answer: Answer, **more: Any
) -> Rows:
    """Make three cases of a document: each is what an issuer signed, fault and all."""
    for way, sign in {**WAYS, "eddsa-rdfc-2022": carelessly_signed}.items():
        yield case(threat, f"{name} ({way})", sign(document), answer, **more)


def carelessly_signed(document: dict[str, Any]) -> dict[str, Any]:
    """Sign what PyLD makes of a document; with any good signature if it makes nothing of it."""
    try:
        return forge.sign(document)
    except (jsonld.JsonLdError, ValueError):
        return {**document, "proof": [forge.proof_of(forge.badge())]}


# Answers that many rows have in common -----------------------------------------------------------

FAILED, UNDECIDED, PASSED = Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED
GREEN = Answer(Verdict.VALID)


def tampered(check: str, problem: Problem | None = None) -> Answer:
    return Answer(Verdict.TAMPERED, check, FAILED, problem)


def unsupported(check: str, problem: Problem) -> Answer:
    return Answer(Verdict.UNSUPPORTED, check, UNDECIDED, problem)


def status_unknown(problem: Problem | None = None) -> Answer:
    return Answer(Verdict.STATUS_UNKNOWN, "status_revocation", UNDECIDED, problem)


UNDEFINED_TERM = tampered("format", Problem.UNDEFINED_TERM)
CONTEXT_NOT_ALLOWED = tampered("contexts", Problem.CONTEXT_NOT_ALLOWED)
SIGNATURE_INVALID = tampered("signature", Problem.SIGNATURE_INVALID)
KEY_INVALID = tampered("signature", Problem.KEY_INVALID)
NOT_AUTHORIZED = tampered("key_bound_to_issuer", Problem.KEY_NOT_AUTHORIZED)
NOT_RESOLVED = Answer(
    Verdict.KEY_UNREACHABLE, "signature", UNDECIDED, Problem.DID_RESOLUTION_FAILED
)
NOT_A_BADGE = Answer(Verdict.NOT_A_BADGE, "readable", FAILED)
TOO_COMPLEX = unsupported("format", Problem.TOO_COMPLEX)
