"""The trail behind a report, for whoever has to mend the badge at a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from openbadges_issuer.cli.layout import GAP, columns, wrapped
from openbadges_issuer.cli.showing import BOLD, INDENT, harmless, page_width, put_lines, styled
from openbadges_issuer.cli.terminal import visible
from openbadges_issuer.phrases import written
from openbadges_issuer.verifying.explaining.trail import (
    ComparedClaim,
    Hashed,
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

Row = tuple[str, str | int | None]


def show_trail(trail: Trail) -> None:
    """Print how the answers were computed: what stands in the badge, whether or not it is true."""
    put_lines(_lines(trail, page_width(_WIDEST)))


def _lines(trail: Trail, width: int) -> Iterator[str]:
    yield ""
    yield styled("How it was computed", BOLD)
    yield from _sentence("What follows stands in the badge, whether or not it is true.", width)
    if trail.inside:
        yield from _sentence(
            f"It is about the document itself, not about the credentials in it: {trail.inside}.",
            width,
        )
    for title, rows, canonicals in _sections(trail):
        yield ""
        yield INDENT + styled(harmless(title), BOLD)
        for form, hashed in canonicals:
            yield from _canonical(form, hashed)
        yield from _rows(rows, width)


def _sections(trail: Trail) -> Iterator[tuple[str, list[Row], list[tuple[str, Hashed]]]]:
    """Give title, facts and canonical forms of each section."""
    contexts: list[Row] = []
    for context in trail.contexts:
        contexts += [("Context", context.url), ("SHA-256", context.sha256 or "not bundled")]
    yield "Contexts", contexts, []
    for proof in trail.proofs:
        name = proof.cryptosuite or "not known"
        forms = [
            (f"{form}, as {proof.canonicalization}", hashed)
            for form, hashed in (
                ("The proof without its proofValue", proof.configuration),
                ("The rest", proof.document),
            )
            if hashed
        ]
        yield f"Proof {proof.path}: {name}", _of_proof(proof), forms
    if trail.token:
        yield "Token: vc-jwt", _of_token(trail.token), []
    if not trail.proofs and not trail.token:
        yield "Proof", [("", "There is none.")], []
    for status in trail.statuses:
        yield f"Status {status.path}", _of_status(status), []


def _of_proof(proof: ProofTrail) -> list[Row]:
    return [
        ("Hashed by", _HASHES.get(proof.hash_function or "")),
        ("Proof hash", proof.configuration and proof.configuration.hash),
        ("Rest hash", proof.document and proof.document.hash),
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
        ("Hashed by", _HASHES[token.hash_function]),
        ("Signed hash", token.signing_input_hash),
        ("Signature", token.signature),
        *_of_key(token.key, token.key_fault),
        *((f"Claim {compared.claim}", _claim(compared)) for compared in token.claims),
        *_fits(token),
    ]


def _claim(compared: ComparedClaim) -> str:
    said = json.dumps(compared.said, ensure_ascii=False)
    if compared.is_same:
        return f"{said}, as in the credential" if compared.said is not None else "in neither"
    return f"{said}, but by the credential {json.dumps(compared.expected, ensure_ascii=False)}"


def _fits(trail: ProofTrail | TokenTrail) -> list[Row]:
    answer = {True: "yes", False: "no", None: "not known"}[trail.fits]
    return [("Does it fit?", answer), ("Why", trail.fault)]


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


def _canonical(form: str, hashed: Hashed) -> Iterator[str]:
    """Print a canonical form line by line, unbroken, so that it can be compared."""
    yield f"{INDENT}{form}:"
    lines = hashed.canonical.splitlines()
    for line in lines[:_MOST_LINES]:
        yield 2 * INDENT + visible(line, _LONGEST_LINE)  # a picture may stand in it
    if len(lines) > _MOST_LINES:
        yield f"{2 * INDENT}and {len(lines) - _MOST_LINES:,} more lines, which --json shows"


def _sentence(text: str, width: int) -> Iterator[str]:
    for line in wrapped(text, width - len(INDENT)):
        yield INDENT + line


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)
