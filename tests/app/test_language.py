"""In which language the host answers, and how a reader changes it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.app.conftest import last_part

SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


def link(shared) -> str:
    return urlsplit(shared["shareUrl"]).path


@pytest.fixture
def stopped(api, shared):
    api("DELETE", f"/credentials/{last_part(shared['id'])}/share")
    return shared


def _language(response) -> str:
    written = re.search(r'<html lang="(\w+)">', response.text)[1]
    assert response.headers["Content-Language"] == written
    assert "Accept-Language" in response.vary
    return written


@pytest.mark.parametrize(
    ("address", "header", "language"),
    [
        ("/verify", "", "en"),
        ("/verify", "fr", "en"),
        ("/verify", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("/verify", "en-US,es;q=0.3", "en"),
        ("/verify", "ES-mx", "es"),
        ("/verify", "EN", "en"),
        ("/verify", "es;q=0", "en"),
        ("/verify?lang=en", "es", "en"),
        ("/verify?lang=es", "en", "es"),
        ("/verify?lang=xx", "es", "es"),
        ("/?lang=es", "", "es"),
        ("/b/7Q2M4XKD9RTV?lang=es", "", "es"),
    ],
)
def test_the_address_wins_over_the_browser(client, address, header, language):
    assert _language(client.get(address, headers={"Accept-Language": header})) == language


def test_a_reader_changes_it_and_goes_on_in_it(client):
    page = client.get("/verify").text
    assert '<a href="/verify?lang=es" hreflang="es" lang="es">Español</a>' in page
    page = client.get("/verify?lang=es").text
    assert '<a href="/verify?lang=en" hreflang="en" lang="en">English</a>' in page
    links = re.findall(r'(?:href|action)="(/[^"]*)"', page)
    own = [link for link in links if not link.startswith("/static/")]
    assert len(own) > 2
    assert [link for link in own if "lang=" not in link] == []


def test_no_cookie_remembers_it(client):
    client.get("/verify?lang=es")
    assert _language(client.get("/verify")) == "en"


def test_a_shared_badge_in_spanish(client, shared):
    page = client.get(link(shared), headers=SPANISH)
    assert _language(page) == "es"
    assert "Esta insignia es auténtica y está vigente" in page.text
    data = client.get(link(shared), headers={**SPANISH, "Accept": "application/vc"})
    assert data.data == client.get(f"{link(shared)}.json").data
    assert "Content-Language" not in data.headers


def test_unknown_and_unshared_codes_have_the_same_bytes_in_spanish(client, stopped):
    unknown = client.get("/b/7Q2M4XKD9RTV", headers=SPANISH)
    own = client.get(link(stopped), headers=SPANISH)
    assert unknown.status_code == own.status_code == 404
    assert unknown.data == own.data
    assert "No hay nada en esta dirección" in own.text


def test_a_printable_version_has_the_answer_and_nothing_to_press(client, shared):
    page = client.get(link(shared)).text
    assert f'href="{link(shared)}?print=1"' in page
    paper = client.get(f"{link(shared)}?print=1").text
    assert "This badge is genuine and in force" in paper
    assert "This paper is not proof" in paper
    assert re.findall("<(?:form|nav|button|details|footer)", paper) == []
    assert "#ask" not in paper
    assert "<footer" in client.get(f"{link(shared)}?print=0").text
