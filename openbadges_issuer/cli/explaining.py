"""The trail behind a report, for whoever has to mend the badge at a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from openbadges_issuer.cli.showing import BOLD, INDENT, harmless, page_width, put_lines, styled
from openbadges_issuer.cli.terminal import visible
from openbadges_issuer.layout import GAP, columns, wrapped
from openbadges_issuer.phrases import written
from openbadges_issuer.verifying.explaining.trail import (
    ComparedClaim,
    ProofTrail,
    StatusTrail,
    TokenTrail,
    Trail,
    UsedKey,
)

_WIDEST = 120
_LABEL = 12  # cells; at 80 of a line a SHA-256 stands on one
_LONGEST_VALUE = 3_000  # a token may bring an RSA key of 8192 bits
_MOST_LINES, _LONGEST_LINE = 200, 20_000  # of one canonical form
_HASHES = {"sha256": "SHA-256", "sha384": "SHA-384"}
_CONFIGURATION = "The proof without its proofValue"
_DOCUMENT = "The document without its proofs"

Row = tuple[str, str | int | None]


def show_trail(trail: Trail) -> None:
    """Print how the answers were computed: what stands in the badge, whether or not it is true."""
    put_lines(_lines(trail, page_width(_WIDEST)))


def _lines(trail: Trail, width: int) -> Iterator[str]:
    yield ""
    yield styled("How it was computed", BOLD)
    yield from _sentence(
        f"Computed from the {trail.found_in} that was given. What stands in it need not be true.",
        width,
    )
    if trail.inside:
        yield from _sentence(
            f"Credentials that stand in it: {trail.inside}. To see how one of them was checked, "
            "give it in a file of its own.",
            width,
        )
    for title, lines, rows in _sections(trail, width):
        yield ""
        yield INDENT + styled(harmless(title), BOLD)
        yield from lines
        yield from _rows(rows, width)


def _sections(trail: Trail, width: int) -> Iterator[tuple[str, Iterable[str], list[Row]]]:
    """Give title, canonical forms and facts of each section."""
    contexts: list[Row] = []
    for context in trail.contexts:
        contexts += [("Context", context.url), ("SHA-256", context.sha256 or "not bundled")]
    yield "Contexts", (), contexts
    for proof in trail.proofs:
        title = f"Proof {proof.path}: {proof.cryptosuite or 'not known'}"
        yield title, _forms(proof, width), _of_proof(proof)
    if trail.token:
        yield "Token: vc-jwt", (), _of_token(trail.token)
    if not trail.proofs and not trail.token:
        yield "Proof", (), [("", "There is none.")]
    for status in trail.statuses:
        yield f"Status {status.path}", (), _of_status(status)


def _forms(proof: ProofTrail, width: int) -> Iterator[str]:
    """Give what a proof is over, each part with its hash behind it."""
    what = _DOCUMENT
    if proof.previous:
        before = ", ".join(f"$.proof[{index}]" for index in proof.previous)
        what = f"The document with the proofs before this one ({before})"
    elif proof.statements:
        what = "The statements that the holder may not withhold"
    hash_name = _HASHES.get(proof.hash_function or "")
    for form, hashed in ((_CONFIGURATION, proof.configuration), (what, proof.document)):
        if hashed:
            lines = hashed.canonical.removesuffix("\n").split("\n")
            yield from _text(f"{form}, as {proof.canonicalization}", lines)
            yield from _rows([(f"Its {hash_name}", hashed.hash)], width)
    texts = [statement.text.rstrip("\n") for statement in proof.statements]
    wrong = [text for text, said in zip(texts, proof.statements, strict=True) if not said.fits]
    yield from _text("The statements that the holder shows, each signed by itself", texts)
    yield from _text("Of these, what does not fit the signature at its place", wrong)


def _of_proof(proof: ProofTrail) -> list[Row]:
    return [
        ("Signed data", proof.hash_data),
        ("Signature", proof.signature),
        ("Signed on", _time(proof.created)),
        ("Key named", proof.verification_method),
        *_of_key(proof.key, proof.key_fault),
        *_fits(proof),
    ]


def _of_token(token: TokenTrail) -> list[Row]:
    return [
        ("Header", json.dumps(token.header, ensure_ascii=False)),
        ("Signed", "the first two parts of the token, with the dot between"),
        (f"Its {_HASHES[token.hash_function]}", token.signing_input_hash),
        ("Signature", token.signature),
        *_of_key(token.key, token.key_fault),
        *((f"Claim {compared.claim}", _claim(compared)) for compared in token.claims),
        *_fits(token),
    ]


def _claim(compared: ComparedClaim) -> str:
    said = json.dumps(compared.said, ensure_ascii=False)
    if compared.is_same:
        return f"{said}, as in the credential" if compared.said is not None else "in neither"
    if compared.expected is None:
        return f"{said}, of which the credential says nothing"
    expected = json.dumps(compared.expected, ensure_ascii=False)
    if compared.said is None:
        return f"not there; by the credential {expected}"
    return f"{said}, but by the credential {expected}"


def _fits(trail: ProofTrail | TokenTrail) -> list[Row]:
    """Give whether the key made the signature, and whether the verifier takes it as good."""
    answer = {True: "yes", False: "no", None: "not known"}[trail.fits]
    return [
        ("Fits the key", answer),
        ("Holds", "yes" if trail.holds else f"no: {trail.fault}"),
        ("Whose key", trail.whose_key),
    ]


def _of_key(key: UsedKey | None, fault: str | None) -> list[Row]:
    if key is None:
        return [("Key", f"not had: {fault}")]
    source = {None: "the badge itself", "local": "its own id"}.get(key.source, key.source)
    read = f", read {_time(key.retrieved_at)}" if key.retrieved_at else ""
    old = ", an older copy" if key.stale else ""
    return [
        ("Key", key.algorithm),
        ("as Multikey", key.multikey),
        ("as JWK", json.dumps(key.jwk)),
        ("Thumbprint", key.thumbprint),
        ("From", f"{source}{read}{old}"),
        ("Controller", key.controller),
        ("Listed under", ", ".join(key.relationships) or None),
        ("Retired on", _time(key.expires)),
        ("Withdrawn on", _time(key.revoked)),
    ]


def _of_status(status: StatusTrail) -> list[Row]:
    read = f"{_time(status.retrieved_at)}{', an older copy' if status.stale else ''}"
    return [
        ("List", status.url),
        ("Purpose", status.purpose),
        ("Index", status.list_index),
        ("Bits", status.size),
        ("Read", read if status.retrieved_at else None),
        ("SHA-256", status.sha256),
        ("By", status.issuer),
        ("Valid from", status.valid_from),
        ("Valid until", status.valid_until),
        ("Length", f"{status.length:,} bits" if status.length is not None else None),
        ("Value", status.value),
        ("No answer", status.fault),
    ]


def _rows(rows: list[Row], width: int) -> Iterator[str]:
    widths = (_LABEL, width - len(INDENT) - _LABEL - GAP)
    for label, value in rows:
        if value in (None, ""):
            continue
        shown = harmless(str(value), _LONGEST_VALUE)
        for name, piece in columns([label, shown], widths):
            yield INDENT + styled(name, BOLD) + piece


def _text(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Print a canonical form line by line, unbroken, so that it can be compared."""
    if not lines:
        return
    yield f"{INDENT}{title}:"
    for line in lines[:_MOST_LINES]:
        yield 2 * INDENT + visible(line, _LONGEST_LINE)  # a picture may stand in it
    if len(lines) > _MOST_LINES:
        yield f"{2 * INDENT}and {len(lines) - _MOST_LINES:,} more lines, which --json shows"


def _sentence(text: str, width: int) -> Iterator[str]:
    for line in wrapped(text, width - len(INDENT)):
        yield INDENT + line


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)
