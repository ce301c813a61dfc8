"""What holds for every list of bits."""

from __future__ import annotations

import gzip

from hypothesis import given, settings
from hypothesis import strategies as st

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.limits import Limits
from openbadges_issuer.status import Bitstring, StatusEntry, StatusList, parse_index

LENGTH = 131_072
indices = st.integers(0, LENGTH - 1)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(["BitstringStatusListEntry", "revocation", "https://badges.example/s", "7"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def expanded(bits: Bitstring) -> bytes:
    return gzip.decompress(base64url_decode(bits.encode()[1:]))


@settings(deadline=None)
@given(st.sets(indices, max_size=500), st.sampled_from([LENGTH, LENGTH + 8, LENGTH * 2]))
def test_what_is_encoded_is_decoded(wanted: set[int], length: int) -> None:
    bits = Bitstring(length)
    for index in wanted:
        bits.set(index, True)
    again = Bitstring.decode(bits.encode())
    assert len(again) == length
    assert again.count() == len(wanted)
    assert all(again.get(index) for index in wanted)


@settings(deadline=None)
@given(st.sets(indices, max_size=50), indices)
def test_setting_and_clearing_flip_exactly_one_bit(others: set[int], index: int) -> None:
    bits = Bitstring()
    for other in others - {index}:
        bits.set(other, True)
    clear = expanded(bits)
    bits.set(index, True)
    assert bits.get(index)
    difference = int.from_bytes(clear) ^ int.from_bytes(expanded(bits))
    assert difference == 1 << (LENGTH - 1 - index)
    bits.set(index, False)
    assert expanded(bits) == clear


@settings(deadline=None)
@given(st.sets(indices, max_size=100), st.integers(1, 8), st.data())
def test_a_value_is_its_bits_read_as_a_number(
    set_: set[int], size: int, data: st.DataObject
) -> None:
    bits = Bitstring()
    for index in set_:
        bits.set(index, True)
    near = sorted({bit // size for bit in set_} | {0})
    index = min(data.draw(st.sampled_from(near)), LENGTH // size - 1)
    digits = "".join(str(int(bits.get(index * size + bit))) for bit in range(size))
    assert bits.value(index, size) == int(digits, 2)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=200), st.integers(0, 100), st.booleans())
def test_no_bytes_bring_another_error(noise: bytes, at: int, framed: bool) -> None:
    content = noise
    if framed:
        whole = gzip.compress(bytes(16_384), mtime=0)
        content = whole[:at] + noise + whole[at:]
    try:
        bits = Bitstring.decode(
            "u" + base64url_encode(content), limits=Limits(status_list_expanded_bytes=20_000)
        )
    except StatusError:
        return
    assert len(bits) >= LENGTH


@settings(deadline=None)
@given(st.text(max_size=20) | json_values)
def test_no_index_brings_another_error(value: object) -> None:
    try:
        index = parse_index(value)
    except StatusError as error:
        assert error.problem is Problem.STATUS_INVALID
    else:
        assert str(index) == str(value)
        assert index >= 0


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            (
                "id",
                "type",
                "statusPurpose",
                "statusListIndex",
                "statusListCredential",
                "statusSize",
                "statusMessage",
            ),
            json_values,
        ),
    )
    | json_values
)
def test_no_entry_brings_another_error(value: object) -> None:
    try:
        entry = StatusEntry.read(value, "$.credentialStatus")
    except StatusError as error:
        assert error.path.startswith("$.credentialStatus")
    else:
        assert StatusEntry.read(entry.to_json(), "$.credentialStatus") == entry


@settings(deadline=None, max_examples=50)
@given(st.sets(indices, max_size=50), st.sets(indices, max_size=50))
def test_the_state_survives_its_file(issued: set[int], revoked: set[int]) -> None:
    status_list = StatusList.new("https://badges.example/status/3")
    for index in issued:
        status_list.issued.set(index, True)
    for index in revoked:
        status_list.revoke(index)
    again = StatusList.from_json(status_list.to_json())
    assert again.bits.count() == len(revoked)
    assert all(again.is_set(index) for index in revoked)
    assert again.issued.count() == len(issued | revoked)
