"""The API for an issuer's own programs: define, award, revoke, share. OpenAPI: /openapi.json."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, cast

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response

import openbadges_issuer as ob
from issuer_app.awarding import Award, Idempotency
from issuer_app.store import Credential, Token
from issuer_app.views.api_models import (
    AchievementAnswer,
    AchievementList,
    AchievementRequest,
    AwardHeaders,
    AwardRequest,
    CredentialAnswer,
    CredentialList,
    PageQuery,
    RecipientRequest,
    RevokeRequest,
)
from issuer_app.views.errors import refused_by_api
from issuer_app.views.host import host
from issuer_app.views.responses import PRIVATE
from openbadges_issuer import share_code
from openbadges_issuer.errors import ModelError

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Issuing")
auth = HTTPTokenAuth(
    description="A token of one issuer, made by its administrator: `openbadges token new`."
)

auth.error_processor(refused_by_api)


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return response


@auth.verify_token  # type: ignore[untyped-decorator]  # Flask-HTTPAuth has no types
def _holder(token: str) -> Token | None:
    return host().accounts.holder(token) if token else None


@blueprint.before_request
@blueprint.auth_required(auth)
def _require_token() -> None:
    pass


@blueprint.post("/achievements")
@blueprint.input(AchievementRequest)
@blueprint.output(AchievementAnswer, status_code=201)
def define(json_data: AchievementRequest) -> dict[str, Any]:
    """Define an achievement."""
    members = json_data.model_dump(exclude_unset=True)
    made = host().defining.define(_token().issuer, members, actor=_actor())
    return made.document


@blueprint.get("/achievements")
@blueprint.output(AchievementList)
def achievements() -> dict[str, Any]:
    """List the achievements of the issuer."""
    rows = host().defining.achievements(_token().issuer)
    return {"achievements": [row.document for row in rows]}


@blueprint.get("/achievements/<id_>")
@blueprint.output(AchievementAnswer)
def achievement(id_: str) -> dict[str, Any]:
    """Give one achievement, by the last part of its id."""
    return host().defining.achievement(_token().issuer, id_).document


@blueprint.post("/credentials")
@blueprint.input(AwardRequest)
@blueprint.output(CredentialAnswer, status_code=201)
@blueprint.input(AwardHeaders, location="headers")
def award(json_data: AwardRequest, headers_data: AwardHeaders) -> CredentialAnswer:
    """Award an achievement: sign a badge. Nobody sees it before it is shared."""
    wanted = Award(
        achievement_id=json_data.achievement,
        to=_recipient(json_data.recipient),
        evidence=tuple(
            ob.Evidence.of(given, f"$.evidence[{place}]")
            for place, given in enumerate(json_data.evidence)
        ),
        results=tuple(
            ob.Result.of(given, f"$.results[{place}]")
            for place, given in enumerate(json_data.results)
        ),
        narrative=json_data.narrative,
        awarded_date=json_data.awarded_date,
        valid_until=json_data.valid_until,
    )
    key = headers_data.idempotency_key
    digest = sha256(json_data.model_dump_json().encode()).hexdigest()
    made = host().awarding.award(
        _token().issuer,
        wanted,
        actor=_actor(),
        idempotency=Idempotency(key, digest) if key is not None else None,
    )
    return _answer(made)


@blueprint.get("/credentials")
@blueprint.input(PageQuery, location="query")
@blueprint.output(CredentialList)
def credentials(query_data: PageQuery) -> dict[str, Any]:
    """List the badges that the issuer awarded, newest first."""
    rows, total = host().awarding.credentials(
        _token().issuer, limit=query_data.limit, offset=query_data.offset
    )
    return {"credentials": [_answer(row) for row in rows], "total": total}


@blueprint.get("/credentials/<id_>")
@blueprint.output(CredentialAnswer)
def credential(id_: str) -> CredentialAnswer:
    """Give one badge, by the last part of its id."""
    return _answer(host().awarding.credential(_token().issuer, id_))


@blueprint.post("/credentials/<id_>/revoke")
@blueprint.input(RevokeRequest)
@blueprint.output(CredentialAnswer)
def revoke(id_: str, json_data: RevokeRequest) -> CredentialAnswer:
    """Withdraw a badge for good. When this answers, the status list that says so is published."""
    revoked = host().awarding.revoke(_token().issuer, id_, actor=_actor(), reason=json_data.reason)
    return _answer(revoked)


@blueprint.post("/credentials/<id_>/share")
@blueprint.output(CredentialAnswer)
def share(id_: str) -> CredentialAnswer:
    """Show a badge to whoever has its link."""
    return _answer(host().awarding.share(_token().issuer, id_, actor=_actor()))


@blueprint.delete("/credentials/<id_>/share")
@blueprint.output(CredentialAnswer)
def stop_sharing(id_: str) -> CredentialAnswer:
    """Stop showing a badge. Files that others already have stay valid."""
    return _answer(host().awarding.share(_token().issuer, id_, actor=_actor(), shared=False))


def _token() -> Token:
    return cast("Token", auth.current_user)


def _actor() -> str:
    return f"token {_token().id}"


def _recipient(given: RecipientRequest) -> ob.Recipient:
    if bool(given.email) == bool(given.did):
        raise ModelError("give e-mail addresses, or else a DID", path="$.recipient")
    try:
        if given.did:
            return ob.Recipient.by_did(given.did)
        return ob.Recipient.by_email(*given.email, id=given.id)
    except ModelError as error:
        raise ModelError(error.message, path="$.recipient") from None


def _answer(row: Credential) -> CredentialAnswer:
    addresses = host().settings.addresses
    shared = row.shared_at is not None
    return CredentialAnswer(
        id=addresses.credential(row.id),
        achievement=row.achievement.document["id"],
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        shared_at=row.shared_at,
        share_url=addresses.share_page(row.code) if shared else None,
        code=share_code.formatted(row.code) if shared else None,
        credential=json.loads(row.embedded),
        token=row.token,
    )
