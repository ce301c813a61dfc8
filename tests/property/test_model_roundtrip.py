"""Every class of the model against a transcription of the data model, by generated documents."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbadges_issuer import model
from openbadges_issuer.errors import ModelError
from openbadges_issuer.strict_json import member_path
from tests.property.documents import (
    TABLE,
    documents,
    json_values,
    listed,
    nested,
    normal,
    places,
    rows,
    smallest,
)


def resolves(document: Any, path: str) -> bool:
    """Whether the path leads to something in the document, or to a member that it lacks."""
    steps = re.findall(r"\.([@\w]+)|\[(\d+)\]|\[\"", path)
    if '["' in path:
        return True
    for depth, (member, index) in enumerate(steps, start=1):
        if member:
            if not isinstance(document, dict) or (member not in document and depth < len(steps)):
                return False
            document = document.get(member)
        else:
            if not isinstance(document, list) or int(index) >= len(document):
                return False
            document = document[int(index)]
    return True


quick = settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
every_class = pytest.mark.parametrize("name", sorted(TABLE))


@every_class
def test_members_are_those_of_the_standard(name):
    fields = getattr(model, name).model_fields.values()
    legacy = {"issuanceDate", "expirationDate"} if name.endswith("Credential") else set()
    assert {field.alias for field in fields} - legacy == {member for member, *_ in rows(name)}


@every_class
@quick
@given(data=st.data())
def test_a_document_comes_back(name, data):
    document = data.draw(documents(name))
    view = getattr(model, name).of(document)
    assert view.to_json() == normal(name, document)
    again = getattr(model, name).of(view.to_json())
    assert again == view
    assert list(again.to_json()) == list(view.to_json())


@pytest.mark.parametrize(("name", "member"), [(n, m) for n in sorted(TABLE) for m, *_ in rows(n)])
def test_a_member_that_is_missing_null_or_wrong_is_named(name, member):
    _, required, multi, kind = next(row for row in rows(name) if row[0] == member)
    cls = getattr(model, name)
    document = smallest(name)
    assert cls.problems(document) == []
    path = member_path("$", member)

    def paths(changed: dict[str, Any]) -> list[str]:
        return [error.path for error in cls.problems(changed)]

    lacking = {key: value for key, value in document.items() if key != member}
    if required:
        assert paths(lacking) == [path]
    assert paths(document | {member: None}) == [path]
    wrong: Any = "" if kind in {"boolean", "number", "object"} or nested(kind) else 0
    assert paths(document | {member: wrong}) == [path]
    if multi:
        right = listed(document.get(member, []))
        assert paths(document | {member: [*right, wrong]}) == [f"{path}[{len(right)}]"]
        assert paths(document | {member: [*right, None]}) == [f"{path}[{len(right)}]"]
    elif kind != "statuses":
        assert paths(document | {member: [wrong]}) == [path]


@settings(quick, max_examples=100)
@given(name=st.sampled_from(sorted(TABLE)), data=st.data())
def test_no_json_value_raises_anything_but_a_model_error(name, data):
    cls = getattr(model, name)
    document: Any = data.draw(documents(name, 1))
    value = data.draw(json_values)
    holder, key = data.draw(st.sampled_from(list(places(document))))
    if holder is None:
        document = value
    else:
        holder[key] = value
    problems = cls.problems(document)
    assert all(type(error) is ModelError and error.message for error in problems)
    assert all(resolves(document, error.path) for error in problems)
    if problems:
        with pytest.raises(ModelError) as raised:
            cls.of(document)
        assert (raised.value.path, raised.value.message) == (problems[0].path, problems[0].message)
    else:
        assert cls.of(document).to_json()
