"""Published values of base58btc, base64url and Multibase, read and written."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from openbadges_issuer.encoding import (
    base58btc_decode,
    base58btc_encode,
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
)
from openbadges_issuer.errors import InputError

# The base58 Encoding Scheme, section "Test Vectors"; Multibase, "yes mani !"
VECTORS = {
    "2NEpo7TZRRrLZSi2U": b"Hello World!",
    "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z": (
        b"The quick brown fox jumps over the lazy dog."
    ),
    "11233QC4": bytes.fromhex("0000287fb4cd"),
    "7paNL19xttacUY": b"yes mani !",
}


@pytest.mark.parametrize("text", VECTORS)
def test_base58btc(text: str) -> None:
    assert base58btc_encode(VECTORS[text]) == text
    assert base58btc_decode(text) == VECTORS[text]


def test_base58btc_of_bitcoin(shared: Path) -> None:
    path = shared / "vectors" / "multibase" / "base58_encode_decode.subset.json"
    pairs = json.loads(path.read_text())
    assert len(pairs) == 17
    for hexadecimal, text in pairs:
        assert base58btc_encode(bytes.fromhex(hexadecimal)) == text
        assert base58btc_decode(text) == bytes.fromhex(hexadecimal)


FILES = ["basic", "leading_zero", "two_leading_zeros"]


@pytest.mark.parametrize("name", FILES)
def test_multibase(shared: Path, name: str) -> None:
    path = shared / "vectors" / "multibase" / "tests" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        (_, escaped), *rows = csv.reader(file, skipinitialspace=True)
    data = escaped.encode("latin-1").decode("unicode_escape").encode("latin-1")
    texts = dict(rows)
    assert multibase_encode(data) == texts["base58btc"]
    assert multibase_decode(texts["base58btc"]) == data
    assert "u" + base64url_encode(data) == texts["base64url"]
    assert base64url_decode(texts["base64url"][1:]) == data
    assert multibase_decode(texts["base64url"]) == data
    for base in texts.keys() - {"base58btc", "base64url"}:
        with pytest.raises(InputError):
            multibase_decode(texts[base])


def test_two_alphabets_are_not_one(shared: Path) -> None:
    """A letter that another base has, or the other case, is refused and never guessed."""
    path = shared / "vectors" / "multibase" / "tests" / "case_insensitivity.csv"
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, skipinitialspace=True)
    for base, text in rows:
        if base in {"base58btc", "base64url"}:
            continue
        with pytest.raises(InputError):
            multibase_decode(text)
