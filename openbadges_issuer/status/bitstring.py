"""The bits of a status list, and their published text form.

Specification: Bitstring Status List 1.0, sections 2.2, 3.3 and 3.4; StatusList2021.
"""

from __future__ import annotations

import re
import zlib
from typing import Self

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import InputError, Problem, StatusError
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

MINIMUM_LENGTH = 131_072
"""Fewest entries of a list: a shorter one would tell who is being looked up."""

_GZIP = 31  # zlib's window bits for a gzip header and trailer
_LEVEL = 6  # level 9 takes ten times as long on a list with one bit in a hundred set
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}")
_MAX_INDEX = 10**16 - 1
_BASE64_AS_BASE64URL = str.maketrans("+/", "-_")


class Bitstring:
    """A row of bits, one for each entry. Index 0 is the most significant bit of the first byte."""

    __slots__ = ("_bytes", "_count")

    def __init__(self, length: int = MINIMUM_LENGTH) -> None:
        """Make a row of clear bits.

        Args:
            length: number of entries, at least 131,072 and a multiple of 8.

        Raises:
            StatusError: another length (STATUS_LENGTH).
        """
        if length < MINIMUM_LENGTH or length % 8:
            raise _wrong_length(length)
        self._bytes = bytearray(length // 8)
        self._count = 0  # kept, since each badge that is issued asks how full its list is

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._bytes) * 8

    def count(self) -> int:
        """Count the entries that are set."""
        return self._count

    def get(self, index: int) -> bool:
        """Tell whether the entry is set.

        Raises:
            StatusError: the list has no such entry (RANGE).
        """
        byte, mask = self._place(index)
        return bool(self._bytes[byte] & mask)

    def value(self, index: int, size: int) -> int:
        """Give the value of an entry of `size` bits, the most significant bit first.

        Raises:
            StatusError: the list has no such entry (RANGE).
        """
        if size == 1:
            return int(self.get(index))
        first, last = index * size, (index + 1) * size - 1
        if not 0 <= first <= last < len(self):
            raise _outside(index, len(self) // size)
        around = int.from_bytes(self._bytes[first // 8 : last // 8 + 1])
        return (around >> (7 - last % 8)) & ((1 << size) - 1)

    def set(self, index: int, value: bool) -> None:
        """Set or clear the entry.

        Raises:
            StatusError: the list has no such entry (RANGE).
        """
        byte, mask = self._place(index)
        if bool(self._bytes[byte] & mask) != value:
            self._bytes[byte] ^= mask
            self._count += 1 if value else -1

    def encode(self) -> str:
        """Write the published form: ``u``, then base64url of the gzipped bytes.

        Other zlib builds write other text for the same bits: compare what it expands to.
        """
        return "u" + base64url_encode(zlib.compress(self._bytes, _LEVEL, _GZIP))

    @classmethod
    def decode(
        cls, encoded: str, *, is_older: bool = False, limits: Limits = DEFAULT_LIMITS
    ) -> Self:
        """Read the published form.

        Args:
            encoded: ``u``, then base64url without padding of one gzip member.
            is_older: True for StatusList2021: no letter before it, either alphabet of base64,
                padded or not, and any length.
            limits: `status_list_expanded_bytes` bounds the memory taken, whatever the text.

        Raises:
            StatusError: not that form, damaged or cut short, something after the end, larger than
                the bound (TOO_LARGE), or fewer than 131,072 entries (STATUS_LENGTH).
        """
        if is_older:
            text = _unpadded(encoded).translate(_BASE64_AS_BASE64URL)
        elif encoded.startswith("u"):
            text = encoded[1:]
        else:
            raise StatusError("an encoded list starts with the letter u (multibase base64url)")
        try:
            compressed = base64url_decode(text)
        except InputError as error:
            raise StatusError(error.message) from None
        content = _expand(compressed, limits.status_list_expanded_bytes)
        bitstring = cls()
        if len(content) < MINIMUM_LENGTH // 8 and not is_older:
            raise _wrong_length(len(content) * 8)
        bitstring._bytes[:] = content
        bitstring._count = int.from_bytes(content).bit_count()
        return bitstring

    def _place(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise _outside(index, len(self))
        return index // 8, 0x80 >> index % 8


def _outside(index: int, entries: int) -> StatusError:
    return StatusError(
        f"index {index} is outside the status list, which has {entries} entries",
        problem=Problem.RANGE,
    )


def _wrong_length(length: int) -> StatusError:
    return StatusError(
        f"a status list cannot have {length} entries: "
        f"it needs at least {MINIMUM_LENGTH}, and a multiple of 8",
        problem=Problem.STATUS_LENGTH,
    )


def _unpadded(base64: str) -> str:
    return base64.rstrip("=") if len(base64) % 4 == 0 and not base64.endswith("===") else base64


def _expand(compressed: bytes, max_bytes: int) -> bytes:
    gzip = zlib.decompressobj(_GZIP)
    try:
        # one byte above the bound: at the bound itself the trailer might not have been read
        content = gzip.decompress(compressed, max_bytes + 1)
    except zlib.error:
        raise StatusError("the encoded list is not gzip, or it is damaged") from None
    if len(content) > max_bytes:
        raise StatusError(
            f"the status list expands to more than {max_bytes} bytes", problem=Problem.TOO_LARGE
        )
    if not gzip.eof:
        raise StatusError("the encoded list is cut short")
    if gzip.unused_data:
        raise StatusError("the encoded list has something after its end")
    return content


def parse_index(value: object, path: str = "") -> int:
    """Read a `statusListIndex`: base-10 text, or a number as Open Badges examples write it.

    Whether the list has such an entry is seen only when it is looked up.

    Raises:
        StatusError: a sign, white space, other digits than 0 to 9, a leading zero, a fraction, an
            exponent, more than 16 digits, or another type.
    """
    if isinstance(value, str) and _INDEX.fullmatch(value):
        return int(value)
    if type(value) is int and 0 <= value <= _MAX_INDEX:  # a bool is an int, but no index
        return value
    shown = repr(value[:40]) if isinstance(value, str) else f"this {type(value).__name__}"
    raise StatusError(
        f'{shown} is not a status list index, which is a whole number from 0 up, such as "94567"',
        path=path,
    )
