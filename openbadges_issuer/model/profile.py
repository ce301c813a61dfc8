"""Who: `Profile` and its parts (OB 3.0, sections "Profile", "Image", "Address")."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, PlainValidator

from openbadges_issuer.model.base import View
from openbadges_issuer.model.values import (
    CompactJws,
    Date,
    IdentifierType,
    Iri,
    Many,
    Number,
    String,
    Text,
)


def _endorsement(value: Any) -> dict[str, Any]:
    # A profile carries endorsements, and an endorsement's issuer is a profile.
    from openbadges_issuer.model.endorsement import EndorsementCredential  # noqa: PLC0415

    return EndorsementCredential.embedded(value)


Endorsement = Annotated[dict[str, Any], PlainValidator(_endorsement)]
"""An EndorsementCredential inside another document: checked, and kept as it was signed."""


class Image(View):
    """A picture, by its URL or as a data: URL. Closed."""

    model_config = ConfigDict(extra="forbid")

    id: Iri
    type: String = "Image"
    caption: Text | None = None


class IdentifierEntry(View):
    """An identifier of an organization, a person or an achievement in some system. Closed."""

    model_config = ConfigDict(extra="forbid")

    type: String = "IdentifierEntry"
    identifier: Text
    identifier_type: IdentifierType


class GeoCoordinates(View):
    """A place on the earth, in degrees."""

    type: String = "GeoCoordinates"
    latitude: Number
    longitude: Number


class Address(View):
    """A postal address."""

    type: Many[String] = ("Address",)
    address_country: Text | None = None
    address_country_code: Text | None = None
    address_region: Text | None = None
    address_locality: Text | None = None
    street_address: Text | None = None
    post_office_box_number: Text | None = None
    postal_code: Text | None = None
    geo: GeoCoordinates | None = None


class Profile(View):
    """An issuer, a creator of achievements, or another organization or person."""

    id: Iri
    type: Many[String] = ("Profile",)
    name: Text | None = None
    url: Iri | None = None
    phone: Text | None = None
    description: Text | None = None
    endorsement: Many[Endorsement] = ()
    endorsement_jwt: Many[CompactJws] = ()
    image: Image | None = None
    email: Text | None = None
    address: Address | None = None
    other_identifier: Many[IdentifierEntry] = ()
    official: Text | None = None
    parent_org: Profile | None = None
    family_name: Text | None = None
    given_name: Text | None = None
    additional_name: Text | None = None
    patronymic_name: Text | None = None
    honorific_prefix: Text | None = None
    honorific_suffix: Text | None = None
    family_name_prefix: Text | None = None
    date_of_birth: Date | None = None
