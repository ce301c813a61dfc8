"""Who issues here, what can be earned, and the documents by which verifiers check it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request

from issuer_app.badge_facts import foreign, kind_in_words, safe_link, text_of
from issuer_app.markdown import to_html
from issuer_app.negotiation import RESOURCE, STATUS, choose
from issuer_app.store import Achievement, Issuer
from issuer_app.views import responses
from issuer_app.views.host import host
from issuer_app.views.responses import answer
from openbadges_issuer.plain_text import spaced

blueprint = Blueprint("issuers", __name__)
blueprint.after_request(responses.for_any_origin)


@blueprint.get("/")
def home() -> str:
    """Say whose host this is."""
    return render_template("home.html", issuers=[_listed(row) for row in host().accounts.issuers()])


@blueprint.get("/.well-known/did.json")
def host_did_document() -> Response:
    """Publish the keys of the issuer whose address is the host's own."""
    did = host().settings.addresses.host_did
    return answer(host().publishing.did_document(did), "application/json", responses.KEYS)


@blueprint.get("/issuers/<slug>/did.json")
def did_document(slug: str) -> Response:
    """Publish the keys of an issuer."""
    did = host().settings.addresses.issuer_did(slug)
    return answer(host().publishing.did_document(did), "application/json", responses.KEYS)


@blueprint.get("/.well-known/jwks.json")
def jwks() -> Response:
    """Publish the keys of all issuers as one set."""
    keys = host().publishing.jwks(host().accounts.issuers())
    return answer(keys, "application/jwk-set+json", responses.KEYS)


@blueprint.get("/issuers/<slug>")
def issuer(slug: str) -> Response:
    """Show an issuer, or give its profile."""
    row = host().accounts.issuer(slug)
    wanted = choose(RESOURCE, request.headers.get("Accept"))
    if wanted.form == "html":
        achievements = host().defining.achievements(row)
        page = render_template(
            "issuer.html",
            profile={**_harmless(row.profile), "url": safe_link(row.profile.get("url"))},
            did=row.did,
            domain=host().settings.addresses.netloc,
            achievements=[_described(each) for each in achievements],
            json_url=f"/issuers/{slug}",
        )
        return answer(page, wanted.content_type, responses.ISSUER_DATA, varies=True)
    profile = host().publishing.profile(row)
    return answer(profile, wanted.content_type, responses.ISSUER_DATA, varies=True)


@blueprint.get("/achievements/<id_>")
def achievement(id_: str) -> Response:
    """Show what can be earned, or give it as badges hold it."""
    row = host().publishing.achievement(id_)
    wanted = choose(RESOURCE, request.headers.get("Accept"))
    content: str | bytes = host().publishing.achievement_json(row)
    if wanted.form == "html":
        content = _achievement_page(row)
    return answer(content, wanted.content_type, responses.ISSUER_DATA, varies=True)


@blueprint.get("/status/<id_>")
def status_list(id_: str) -> Response:
    """Publish a status list, signed anew when it is time."""
    signed = host().publishing.status_list(id_)
    wanted = choose(STATUS, request.headers.get("Accept"))
    return answer(signed, wanted.content_type, responses.STATUS_LIST, varies=True)


@blueprint.get("/images/<digest>.<kind>")
def image(digest: str, kind: str) -> Response:
    """Publish an issuer's picture."""
    content = host().publishing.image(digest, kind)
    return responses.picture(content, kind, responses.BY_DIGEST)


def _listed(row: Issuer) -> dict[str, str]:
    profile = _harmless(row.profile)
    return {
        "name": profile["name"],
        "slug": row.slug,
        "description": profile.get("description", ""),
    }


def _harmless(value: Any) -> Any:
    """Take out of texts what has no shape of its own but moves what stands around it."""
    if isinstance(value, str):
        return spaced(value, keep="\n")
    if isinstance(value, list):
        return [_harmless(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _harmless(child) for name, child in value.items()}
    return value


def _described(row: Achievement) -> dict[str, Any]:
    shown: dict[str, Any] = _harmless(row.document)
    criteria = shown.get("criteria", {})
    return {
        **shown,
        "criteria": {**criteria, "id": safe_link(criteria.get("id"))},
        "image": host().publishing.own_image_url(row.document),
    }


def _achievement_page(row: Achievement) -> str:
    document, shown = row.document, _described(row)
    return render_template(
        "achievement.html",
        achievement=shown,
        kind=kind_in_words(document.get("achievementType")),
        foreign=foreign(document),
        image=shown["image"],
        issuer=_listed(row.issuer),
        criteria_html=to_html(text_of(document.get("criteria", {}).get("narrative"))),
        json_url=f"/achievements/{row.id}",
    )
