"""Who issues here, what can be earned, and the documents by which verifiers check it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from issuer_app.markdown import to_html
from issuer_app.negotiation import RESOURCE, STATUS, choose
from issuer_app.store import Achievement, Issuer
from issuer_app.views import answers
from issuer_app.views.answers import answer
from issuer_app.views.host import host

blueprint = Blueprint("issuers", __name__)
blueprint.after_request(answers.for_any_origin)


@blueprint.get("/")
def home() -> str:
    """Say whose host this is."""
    return render_template("home.html", issuers=[_listed(row) for row in host().accounts.issuers()])


@blueprint.get("/.well-known/did.json")
def host_did_document() -> Response:
    """Publish the keys of the issuer whose address is the host's own."""
    did = host().settings.did
    return answer(host().publishing.did_document(did), "application/json", answers.KEYS)


@blueprint.get("/issuers/<slug>/did.json")
def did_document(slug: str) -> Response:
    """Publish the keys of an issuer."""
    did = f"{host().settings.did}:issuers:{slug}"
    return answer(host().publishing.did_document(did), "application/json", answers.KEYS)


@blueprint.get("/.well-known/jwks.json")
def jwks() -> Response:
    """Publish the keys of all issuers as one set."""
    keys = host().publishing.jwks(host().accounts.issuers())
    return answer(keys, "application/jwk-set+json", answers.KEYS)


@blueprint.get("/issuers/<slug>")
def issuer(slug: str) -> Response:
    """Show an issuer, or give its profile."""
    row = host().accounts.issuer(slug)
    wanted = choose(RESOURCE, request.headers.get("Accept"))
    if wanted.form == "html":
        achievements = host().publishing.achievements(row)
        page = render_template(
            "issuer.html",
            profile=row.profile,
            did=row.did,
            domain=host().settings.netloc,
            achievements=[each.document for each in achievements],
            json_url=f"/issuers/{slug}",
        )
        return answer(page, wanted.content_type, answers.ISSUER_DATA, varies=True)
    profile = host().publishing.profile(row)
    return answer(profile, wanted.content_type, answers.ISSUER_DATA, varies=True)


@blueprint.get("/achievements/<id_>")
def achievement(id_: str) -> Response:
    """Show what can be earned, or give it as badges hold it."""
    row = host().publishing.achievement(id_)
    wanted = choose(RESOURCE, request.headers.get("Accept"))
    content: str | bytes = host().publishing.achievement_json(row)
    if wanted.form == "html":
        content = _achievement_page(row)
    return answer(content, wanted.content_type, answers.ISSUER_DATA, varies=True)


@blueprint.get("/status/<id_>")
def status_list(id_: str) -> Response:
    """Publish a status list, signed anew when it is time."""
    signed = host().publishing.status_list(id_)
    wanted = choose(STATUS, request.headers.get("Accept"))
    return answer(signed, wanted.content_type, answers.STATUS_LIST, varies=True)


@blueprint.get("/images/<digest>.<kind>")
def image(digest: str, kind: str) -> Response:
    """Publish an issuer's picture."""
    content = host().publishing.image(digest, kind)
    return answers.picture(content, kind, answers.BY_DIGEST)


def _listed(row: Issuer) -> dict[str, str]:
    return {
        "name": row.profile["name"],
        "slug": row.slug,
        "url": row.profile.get("url", ""),
        "description": row.profile.get("description", ""),
    }


def _achievement_page(row: Achievement) -> str:
    document = row.document
    return render_template(
        "achievement.html",
        achievement=document,
        issuer=_listed(row.issuer),
        criteria_html=to_html(document.get("criteria", {}).get("narrative", "")),
        image=host().publishing.own_image_url(document),
        json_url=f"/achievements/{row.id}",
    )
