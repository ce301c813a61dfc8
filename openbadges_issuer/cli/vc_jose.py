"""`openbadges vc-jose`: what the W3C's test suite for VC-JOSE-COSE calls. For test use only.

The answer is a file ``{"result": "success"|"failure"|"indeterminate", "data": "…"}``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openbadges_issuer import strict_json, timestamps
from openbadges_issuer.cli.files import json_text, read_file, replace_file
from openbadges_issuer.errors import OpenBadgesError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.generic.jose import Kind

# ruff: noqa: PLC0415  # what no other verb needs is loaded when it is called

_KINDS: dict[str, Kind] = {"credential_jose": "vc", "presentation_jose": "vp"}
_UNDECIDED = {Problem.KEY_UNSUPPORTED, Problem.PROOF_UNSUPPORTED}

Input = Annotated[Path, typer.Option("--input", metavar="FILE", help="JSON, or a compact JWS.")]
Key = Annotated[Path, typer.Option(metavar="FILE", help="A JWK for tests, which may be readable.")]
Feature = Annotated[str, typer.Option(help="Known are " + ", ".join(_KINDS) + ".")]
Output = Annotated[Path, typer.Option(metavar="FILE", help="For the answer; it is replaced.")]
Disclosed = Annotated[str | None, typer.Option("--sd", help="For other features; left alone.")]


class Result(StrEnum):
    """What is said of one call."""

    SUCCESS = "success"
    FAILURE = "failure"
    INDETERMINATE = "indeterminate"


def register(app: typer.Typer) -> None:
    """Add the verbs, of which the help says nothing."""
    group = typer.Typer(
        help="For the test suite of VC-JOSE-COSE.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command()(issue)
    group.command()(verify)
    app.add_typer(group, name="vc-jose", hidden=True)


def issue(
    input_: Input, key: Key, feature: Feature, output: Output, disclosed: Disclosed = None
) -> None:
    """Sign a credential or a presentation with a key."""

    def sign(kind: Kind) -> str:
        from openbadges_issuer.generic import jose, jose_keys

        signer = jose_keys.read_signer(_read(key))
        return jose.sign(strict_json.load_object(_read(input_)), kind, signer)

    _answer(feature, output, sign)


def verify(
    input_: Input,
    key: Key,
    feature: Feature,
    output: Output,
    disclosed: Disclosed = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="TIME", help="Verify as of then, 2026-11-21T15:04:05Z.")
    ] = None,
) -> None:
    """Verify a token with a key."""
    now = timestamps.parse(as_of) if as_of else datetime.now(UTC)

    def check(kind: Kind) -> str:
        from openbadges_issuer.generic import jose, jose_keys

        token = _read(input_).decode("utf-8", "replace").strip()
        public_key = jose_keys.read_public_key(_read(key))
        return strict_json.dumps(jose.verify(token, kind, public_key, now))

    _answer(feature, output, check)


def _answer(feature: str, output: Path, work: Callable[[Kind], str]) -> None:
    """Do the work, if the feature is known, and write what came of it."""
    result, data = Result.INDETERMINATE, f"the feature {feature[:40]} is not known here"
    if feature in _KINDS:
        try:
            result, data = Result.SUCCESS, work(_KINDS[feature])
        except OpenBadgesError as error:
            undecided = error.problem in _UNDECIDED
            result = Result.INDETERMINATE if undecided else Result.FAILURE
            data = str(error)
    replace_file(output, json_text({"result": result, "data": data}))


def _read(path: Path) -> bytes:
    return read_file(path, DEFAULT_LIMITS.credential_bytes)
