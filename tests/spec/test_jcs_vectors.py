"""JSON Canonicalization Scheme (RFC 8785): the published files, and examples of its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from openbadges_issuer import strict_json
from openbadges_issuer.errors import InputError

FILES = ["arrays", "french", "structures", "unicode", "values", "weird"]


@pytest.mark.parametrize("name", FILES)
def test_files(shared: Path, name: str) -> None:
    folder = shared / "vectors" / "jcs-rfc8785" / "testdata"
    value = strict_json.loads((folder / "input" / f"{name}.json").read_bytes())
    canonical = strict_json.canonical(value)
    assert canonical == (folder / "output" / f"{name}.json").read_bytes()
    assert canonical == bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text())


def test_every_file_is_used(shared: Path) -> None:
    folder = shared / "vectors" / "jcs-rfc8785" / "testdata" / "input"
    assert sorted(path.stem for path in folder.glob("*.json")) == FILES


# RFC 8785 section 3.2.2 and 3.2.3, and appendix B
@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (
            '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
            ' "string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",'
            ' "literals": [null, true, false]}',
            '{"literals":[null,true,false],'
            '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
        ),
        (
            '{"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet'
            ' With Dagesh", "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face",'
            ' "\\u0080": "Control", "\\u00f6": "Latin Small Letter O With Diaeresis"}',
            '{"\\r":"Carriage Return","1":"One","\x80":"Control","ö":"Latin Small Letter O With'
            ' Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet'
            ' With Dagesh"}',
        ),
        (
            "[-0.0, 0, 1.0, 5e-324, 1.7976931348623157e308]",
            "[0,0,1,5e-324,1.7976931348623157e+308]",
        ),
        ("[9007199254740991, -9007199254740991]", "[9007199254740991,-9007199254740991]"),
        (
            "[295147905179352830000.0, 1e21, 1e20]",
            "[295147905179352830000,1e+21,100000000000000000000]",
        ),
    ],
)
def test_examples_of_the_text(text: str, canonical: str) -> None:
    assert strict_json.canonical(strict_json.loads(text)) == canonical.encode()


@pytest.mark.parametrize(
    "value", [2**53, float("nan"), float("inf"), "\ud800", {"\ud800": 1}, {1: 2}]
)
def test_what_has_no_canonical_form(value: object) -> None:
    with pytest.raises(InputError):
        strict_json.canonical([value])
