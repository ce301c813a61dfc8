"""The bits of a status list: order, bounds, published form, and what is refused."""

from __future__ import annotations

import base64
import gzip
import tracemalloc
import zlib

import pytest

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import Problem, StatusError
from openbadges_issuer.limits import Limits
from openbadges_issuer.status import Bitstring, parse_index

LENGTH = 131_072
ALL_ZERO = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
SPECIFICATION_INDEX = (  # bit 94567, written by another implementation
    "uH4sIAAAAAAAAA-3OMQ0AAAgDsOHfNBp2kZBWQRMAAAAAAAAAAAAAAL6Z6wAAAAAAtQVQdb5gAEAAAA"
)


def published(content: bytes) -> str:
    return "u" + base64url_encode(gzip.compress(content, mtime=0))


def expanded(encoded: str) -> bytes:
    return gzip.decompress(base64url_decode(encoded[1:]))


def refusal(encoded: str, limits: Limits | None = None) -> StatusError:
    with pytest.raises(StatusError) as caught:
        Bitstring.decode(encoded, limits=limits or Limits())
    return caught.value


def test_a_new_list_is_clear_and_has_the_least_length() -> None:
    bits = Bitstring()
    assert len(bits) == LENGTH
    assert bits.count() == 0
    assert expanded(bits.encode()) == bytes(16_384)


@pytest.mark.parametrize("length", [0, 8, LENGTH - 8, LENGTH + 1, -LENGTH])
def test_a_length_that_no_verifier_takes_is_refused(length: int) -> None:
    with pytest.raises(StatusError) as caught:
        Bitstring(length)
    assert caught.value.problem is Problem.STATUS_LENGTH


@pytest.mark.parametrize(
    ("index", "byte", "value"),
    [(0, 0, 0x80), (7, 0, 0x01), (8, 1, 0x80), (94_567, 11_820, 0x01), (LENGTH - 1, 16_383, 0x01)],
)
def test_index_0_is_the_most_significant_bit_of_the_first_byte(
    index: int, byte: int, value: int
) -> None:
    bits = Bitstring()
    bits.set(index, True)
    wanted = bytearray(16_384)
    wanted[byte] = value
    assert expanded(bits.encode()) == wanted
    assert bits.get(index)
    bits.set(index, False)
    assert expanded(bits.encode()) == bytes(16_384)


@pytest.mark.parametrize("value", [True, False])
def test_setting_twice_is_as_setting_once(value: bool) -> None:
    bits = Bitstring()
    bits.set(7, value)
    bits.set(7, value)
    assert bits.get(7) is value
    assert bits.count() == int(value)


@pytest.mark.parametrize("index", [-1, -LENGTH, LENGTH, 10**16 - 1])
def test_an_index_outside_is_a_range_error_and_never_wraps_round(index: int) -> None:
    bits = Bitstring()
    for call in (lambda: bits.get(index), lambda: bits.set(index, True)):
        with pytest.raises(StatusError) as caught:
            call()
        assert caught.value.problem is Problem.RANGE
    assert bits.count() == 0


def test_the_text_is_that_of_the_specification() -> None:
    text = Bitstring().encode()
    assert text.startswith("uH4sIAAAAAAAA")  # gzip with no time in it
    assert expanded(text) == expanded(ALL_ZERO)
    assert text == Bitstring().encode()


def test_published_lists_are_read() -> None:
    assert Bitstring.decode(ALL_ZERO).count() == 0
    bits = Bitstring.decode(SPECIFICATION_INDEX)
    assert bits.get(94_567)
    assert bits.count() == 1


def test_a_read_list_can_be_changed() -> None:
    bits = Bitstring.decode(SPECIFICATION_INDEX)
    bits.set(1, True)
    assert Bitstring.decode(bits.encode()).count() == 2


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        ALL_ZERO[1:],  # no multibase letter: a list of the older specification
        "z" + ALL_ZERO[1:],
        "U" + ALL_ZERO[1:],
        "m" + ALL_ZERO[1:],
        ALL_ZERO + "=",
        ALL_ZERO + "\n",
        " " + ALL_ZERO,
        ALL_ZERO.replace("-", "+"),
        "uAAAA",
        "u" + base64url_encode(zlib.compress(bytes(16_384))),  # zlib's own wrapper
        "u" + base64url_encode(bytes(16_384)),  # not compressed
    ],
)
def test_another_form_is_refused(encoded: str) -> None:
    assert refusal(encoded).problem is Problem.STATUS_INVALID


@pytest.mark.parametrize(
    "encoded",
    [
        ALL_ZERO[1:],
        ALL_ZERO[1:].replace("-", "+").replace("_", "/"),
        base64.b64encode(gzip.compress(bytes(16_384), mtime=0)).decode(),
        base64.urlsafe_b64encode(gzip.compress(bytes(16_384), mtime=0)).decode(),
    ],
)
def test_the_older_form_has_no_letter_and_either_alphabet(encoded: str) -> None:
    assert len(Bitstring.decode(encoded, is_older=True)) == LENGTH


def test_the_older_form_in_the_same_order_of_bits() -> None:
    bits = Bitstring.decode(SPECIFICATION_INDEX[1:], is_older=True)
    assert bits.get(94_567)
    assert bits.count() == 1


def test_the_older_form_may_be_padded_and_short() -> None:
    paddings = set()
    for length in range(1, 9):
        packed = gzip.compress(bytes(range(length)), mtime=0)
        padded = base64.b64encode(packed).decode()
        paddings.add(padded.count("="))
        for encoded in (padded, padded.rstrip("=")):
            assert len(Bitstring.decode(encoded, is_older=True)) == length * 8
    assert paddings == {0, 1, 2}


@pytest.mark.parametrize(
    "encoded",
    ["", ALL_ZERO, ALL_ZERO[1:] + "=", ALL_ZERO[1:] + "\n", " " + ALL_ZERO[1:], "====", "H4sI"],
)
def test_what_is_not_the_older_form_either(encoded: str) -> None:
    with pytest.raises(StatusError) as caught:
        Bitstring.decode(encoded, is_older=True)
    assert caught.value.problem is Problem.STATUS_INVALID


def test_the_older_form_is_bounded_too() -> None:
    bomb = base64url_encode(gzip.compress(bytes(50_000_000)))
    with pytest.raises(StatusError) as caught:
        Bitstring.decode(bomb, is_older=True)
    assert caught.value.problem is Problem.TOO_LARGE


@pytest.mark.parametrize("size", range(1, 9))
def test_a_value_of_several_bits_begins_with_the_most_significant(size: int) -> None:
    bits = Bitstring()
    last = LENGTH // size - 1
    for index in (0, 5, last):
        bits.set(index * size, True)
        assert bits.value(index, size) == 1 << (size - 1)
        bits.set(index * size + size - 1, True)
        assert bits.value(index, size) == 1 << (size - 1) | 1
    assert bits.value(1, size) == bits.value(last - 1, size) == 0
    for index in (-1, last + 1, 10**16 - 1):
        with pytest.raises(StatusError) as caught:
            bits.value(index, size)
        assert caught.value.problem is Problem.RANGE


@pytest.mark.parametrize("kept", [1, 9, 10, 30, -9, -8, -4, -1])
def test_a_list_that_is_cut_short_is_refused(kept: int) -> None:
    whole = base64url_decode(SPECIFICATION_INDEX[1:])
    error = refusal("u" + base64url_encode(whole[:kept]))
    assert error.problem is Problem.STATUS_INVALID
    assert "cut short" in error.message


@pytest.mark.parametrize("place", [-1, -8, 20])
def test_a_damaged_list_is_refused(place: int) -> None:
    whole = bytearray(base64url_decode(SPECIFICATION_INDEX[1:]))
    whole[place] ^= 0x10
    assert refusal("u" + base64url_encode(whole)).problem is Problem.STATUS_INVALID


@pytest.mark.parametrize(
    "tail", [b"\0", b"x", gzip.compress(b"", mtime=0), gzip.compress(bytes(16_384), mtime=0)]
)
def test_anything_after_the_end_is_refused(tail: bytes) -> None:
    whole = base64url_decode(ALL_ZERO[1:])
    error = refusal("u" + base64url_encode(whole + tail))
    assert error.problem is Problem.STATUS_INVALID
    assert "after its end" in error.message


def test_two_members_that_together_have_the_length_are_refused() -> None:
    half = gzip.compress(bytes(8_192), mtime=0)
    assert refusal("u" + base64url_encode(half + half)).problem is Problem.STATUS_INVALID


@pytest.mark.parametrize("size", [0, 1, 1_250, 12_500, 16_383])
def test_a_short_list_is_refused(size: int) -> None:
    assert refusal(published(bytes(size))).problem is Problem.STATUS_LENGTH


def test_a_longer_list_is_read() -> None:
    bits = Bitstring.decode(published(bytes(16_384) + b"\x01"))
    assert len(bits) == LENGTH + 8
    assert bits.get(LENGTH + 7)


def test_the_bound_itself_is_taken_and_one_byte_more_is_not() -> None:
    at_bound = Limits(status_list_expanded_bytes=16_384)
    assert len(Bitstring.decode(ALL_ZERO, limits=at_bound)) == LENGTH
    below = Limits(status_list_expanded_bytes=16_383)
    assert refusal(ALL_ZERO, below).problem is Problem.TOO_LARGE


def test_a_gzip_bomb_is_refused_in_little_memory() -> None:
    megabyte = zlib.compressobj(9, wbits=-15)
    block = megabyte.compress(bytes(2**20)) + megabyte.flush(zlib.Z_FULL_FLUSH)
    header = gzip.compress(b"", mtime=0)[:10]
    encoded = "u" + base64url_encode(header + block * 1024)  # expands to 1 GiB
    assert len(encoded) < 2_000_000
    tracemalloc.start()
    error = refusal(encoded)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.problem is Problem.TOO_LARGE
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("value", "index"),
    [
        ("0", 0),
        ("7", 7),
        ("94567", 94_567),
        ("131071", 131_071),
        ("9" * 16, 10**16 - 1),
        (0, 0),
        (94_567, 94_567),
        (10**16 - 1, 10**16 - 1),
    ],
)
def test_an_index_is_text_or_a_number(value: object, index: int) -> None:
    assert parse_index(value) == index


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "-0",
        "+42",
        "4_2",
        "４２",
        "٤٢",
        " 42 ",
        "42\n",
        "42 ",
        "1e3",
        "0x2a",
        "4.0",
        "042",
        "00",
        "",
        "1" + "0" * 16,
        pytest.param("9" * 5_000, id="5000 nines"),
        pytest.param("\ud800", id="half a surrogate pair"),
        -1,
        10**16,
        pytest.param(10**5_000, id="5001 digits"),
        1.0,
        0.0,
        float("nan"),
        True,
        False,
        None,
        [42],
        {"@value": 42},
    ],
)
def test_any_other_form_of_an_index_is_refused(value: object) -> None:
    with pytest.raises(StatusError) as caught:
        parse_index(value)
    assert caught.value.problem is Problem.STATUS_INVALID
    assert len(caught.value.message) < 200
