"""The API is as its OpenAPI document says, whatever is sent to it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import just
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.app.conftest import Api, last_part

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
ANSWERS = {200, 201, 400, 404, 409, 413, 415, 422}


def test_the_document_describes_the_api(client: Any) -> None:
    document = client.get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {
        "/api/v1/achievements",
        "/api/v1/achievements/{id_}",
        "/api/v1/credentials",
        "/api/v1/credentials/{id_}",
        "/api/v1/credentials/{id_}/revoke",
        "/api/v1/credentials/{id_}/share",
    }
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["security"], operation
            assert operation["summary"]
            assert "application/problem+json" in operation["responses"]["default"]["content"]
    award = document["paths"]["/api/v1/credentials"]["post"]
    assert [p["name"] for p in award["parameters"]] == ["Idempotency-Key"]


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_sent_it_does_not_break(
    app: Any, api: Api, achievement: dict[str, Any], badge: dict[str, Any], mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    asked = 0

    def ask(case: Any, own: str) -> None:
        nonlocal asked
        asked += 1
        if "id_" in (case.path_parameters or {}) and asked % 2:
            case.path_parameters["id_"] = own
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {api.token}"}
        response = case.call()
        assert response.status_code in ANSWERS
        case.validate_response(response, checks=CHECKS)

    for found in schema.get_all_operations():
        operation = found.ok()
        own = badge if "credentials" in operation.path else achievement
        steady = settings(
            max_examples=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        cases = operation.as_strategy(generation_mode=mode)
        steady(given(case=cases, own=just(last_part(own["id"])))(ask))()
    assert asked > 50
