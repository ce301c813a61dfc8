"""The little of CBOR that proof values are made of, read in one shape and in no other.

Whoever reads says what must come next, so there is nothing to nest, to skip or to interpret, and
each value has one spelling: the shortest head, no indefinite lengths, no tags, no floats.

Specification: RFC 8949 section 3; its section 4.2.1 for the one spelling.
"""

from __future__ import annotations

from openbadges_issuer.errors import InputError

_UNSIGNED, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_EXPECTED = {
    _UNSIGNED: "an integer",
    _BYTES: "a byte string",
    _TEXT: "a text",
    _ARRAY: "an array",
    _MAP: "a map",
}
_IN_HEAD = 24  # numbers below it stand in the head itself
_LONGER = {24: 1, 25: 2, 26: 4, 27: 8}  # how many bytes follow


class Reader:
    """Reads values in order, each as it must be.

    Every method raises InputError: something else stands there, in another spelling, or nothing.
    """

    def __init__(self, data: bytes) -> None:
        """Start before the first value."""
        self._data = data
        self._at = 0

    def unsigned(self) -> int:
        """Read an integer that is not negative."""
        return self._head(_UNSIGNED)

    def byte_string(self, length: int) -> bytes:
        """Read a byte string of this length."""
        found = self._head(_BYTES)
        if found != length:
            raise InputError(f"a byte string of {length} bytes is expected, not one of {found}")
        return self._take(length)

    def text(self) -> str:
        """Read a text of any length."""
        try:
            return self._take(self._head(_TEXT)).decode("utf-8")
        except UnicodeDecodeError:
            raise InputError("a text is not UTF-8") from None

    def array(self, length: int | None = None) -> range:
        """Begin an array, of this length if one is given; its items are read next."""
        return self._items(_ARRAY, length)

    def map(self) -> range:
        """Begin a map; a key and a value are read next for each of its entries."""
        return self._items(_MAP, None)

    def end(self) -> None:
        """Check that nothing is left."""
        if self._at < len(self._data):
            raise InputError(f"{len(self._data) - self._at} bytes too many stand at the end")

    def _items(self, major: int, length: int | None) -> range:
        found = self._head(major)
        if length is not None and found != length:
            raise InputError(f"{_EXPECTED[major]} of {length} is expected, not one of {found}")
        if found > len(self._data) - self._at:  # each takes at least one byte
            raise InputError(f"{_EXPECTED[major]} is longer than the data")
        return range(found)

    def _head(self, expected: int) -> int:
        """Read the number that stands in a head, of the type that is expected."""
        major, number = divmod(self._take(1)[0], 32)
        if major != expected or (number >= _IN_HEAD and number not in _LONGER):
            raise InputError(f"{_EXPECTED[expected]} is expected at byte {self._at - 1}")
        if number < _IN_HEAD:
            return number
        size = _LONGER[number]
        number = int.from_bytes(self._take(size))
        if number < _IN_HEAD or number.bit_length() <= 4 * size > 4:
            raise InputError(f"the number at byte {self._at - size} has a shorter form")
        return number

    def _take(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        if self._at > len(self._data):
            raise InputError("the data end too early")
        return self._data[start : self._at]


def unsigned(number: int) -> bytes:
    """Write an integer that is not negative."""
    return _head(_UNSIGNED, number)


def byte_string(data: bytes) -> bytes:
    """Write a byte string."""
    return _head(_BYTES, len(data)) + data


def text(value: str) -> bytes:
    """Write a text."""
    data = value.encode("utf-8")
    return _head(_TEXT, len(data)) + data


def array(items: list[bytes]) -> bytes:
    """Write an array of items that are written."""
    return _head(_ARRAY, len(items)) + b"".join(items)


def map_(entries: dict[bytes, bytes]) -> bytes:
    """Write a map of keys and values that are written, in the order of the written keys."""
    return _head(_MAP, len(entries)) + b"".join(key + entries[key] for key in sorted(entries))


def _head(major: int, number: int) -> bytes:
    if number < _IN_HEAD:
        return bytes([major * 32 + number])
    code, size = next((code, size) for code, size in _LONGER.items() if number >> 8 * size == 0)
    return bytes([major * 32 + code]) + number.to_bytes(size)
