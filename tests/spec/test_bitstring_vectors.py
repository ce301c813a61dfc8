"""Lists made by an independent implementation; uncompressed bytes are compared."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest

from openbadges_issuer import strict_json
from openbadges_issuer.encoding import base64url_decode
from openbadges_issuer.status import Bitstring


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    path = shared / "vectors" / "bitstring-status-list" / "vectors.json"
    return strict_json.load_object(path.read_bytes())


def digest(encoded: str) -> str:
    return hashlib.sha256(gzip.decompress(base64url_decode(encoded[1:]))).hexdigest()


def test_every_list_is_read(published: dict[str, Any]) -> None:
    assert len(published["vectors"]) == 7
    for vector in published["vectors"]:
        bits = Bitstring.decode(vector["encodedList"])
        assert len(bits) == vector["lengthBits"], vector["name"]
        found = [index for index in range(len(bits)) if bits.get(index)]
        assert found == vector["setBits"], vector["name"]


def test_every_list_is_read_in_the_older_form(published: dict[str, Any]) -> None:
    """StatusList2021 has the same bits in the same order, without the letter before the text."""
    for vector in published["vectors"]:
        bits = Bitstring.decode(vector["encodedList"][1:], is_older=True)
        assert len(bits) == vector["lengthBits"], vector["name"]
        assert bits.count() == len(vector["setBits"]), vector["name"]
        assert all(bits.get(index) for index in vector["setBits"]), vector["name"]


def test_every_list_is_written(published: dict[str, Any]) -> None:
    for vector in published["vectors"]:
        bits = Bitstring(vector["lengthBits"])
        for index in vector["setBits"]:
            bits.set(index, True)
        assert digest(bits.encode()) == vector["uncompressedSha256"], vector["name"]


def test_the_list_of_the_specification_is_read(published: dict[str, Any]) -> None:
    bits = Bitstring.decode(published["specExample"]["encodedList"])
    assert len(bits) == 131_072
    assert bits.count() == 0
