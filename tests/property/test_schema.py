"""The two doors into the data model: documents by the room `schema`, members by the model."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from openbadges_issuer import model, schema
from openbadges_issuer.schema.faults import NULL, REQUIRED
from tests.property.documents import TABLE, documents, mutated

# In Python, type and @context need not be written, and None stands for what is not there.
FILLED_IN = {"type", "@context"}


def built(name: str, document: object) -> bool:
    """Tell whether pydantic's class takes the members of a document."""
    try:
        getattr(model, name).model_validate(document, by_alias=True, by_name=False)
    except ValidationError:
        return False
    return True


def only_in_documents(fault: schema.Fault) -> bool:
    """Tell whether Python fills in what a document must say."""
    missing = fault.sentence == REQUIRED and fault.path[-1] in FILLED_IN
    return missing or fault.sentence == NULL


def test_both_have_the_same_classes():
    assert schema.CLASSES.keys() == TABLE.keys()


@pytest.mark.parametrize("name", sorted(TABLE))
@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_both_take_and_refuse_the_same(name, data):
    document = data.draw(documents(name))
    assert schema.faults(document, name) == []
    assert built(name, document)
    changed = data.draw(mutated(copy.deepcopy(document)))
    faults = schema.faults(changed, name)
    if not faults:
        assert built(name, changed)
    elif not any(map(only_in_documents, faults)):
        assert not built(name, changed)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_left_out_is_not_looked_into(data):
    document = data.draw(documents("AchievementCredential"))
    document["credentialSubject"]["achievement"]["endorsement"] = [{"type": 1}]
    document["endorsementJwt"] = "x"
    places = {fault.path[-2:] for fault in schema.faults(document, "AchievementCredential")}
    assert places
    found = schema.faults(document, "AchievementCredential", classes=schema.WITHOUT_ENDORSEMENTS)
    assert found == []
