"""The OpenAPI document of the API: every error is described as what it is, RFC 9457."""

from __future__ import annotations

from typing import Any

from issuer_app.views.api_models import Problem

_ERROR = {
    "description": "It was not done; the details say why.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def describe_errors(document: dict[str, Any]) -> dict[str, Any]:
    """Put our one description of errors in place of APIFlask's own."""
    schemas = document["components"]["schemas"]
    for name in ("HTTPError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    for path in document["paths"].values():
        for operation in path.values():
            done = {
                status: response
                for status, response in operation["responses"].items()
                if status.startswith("2")
            }
            operation["responses"] = {**done, "default": _ERROR}
    return document
