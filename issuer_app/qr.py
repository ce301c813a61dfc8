"""QR codes, as pictures that stand in the page itself and stay sharp at any size."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache

import qrcode
from qrcode.exceptions import DataOverflowError
from qrcode.image.svg import SvgPathFillImage

from openbadges_issuer.errors import Problem, SettingsError

_QUIET_ZONE = 4  # modules of white on each side, as ISO/IEC 18004 asks for


@lru_cache(maxsize=256)
def svg_data_uri(text: str) -> str:
    """Give a QR code of level M, black on white, as a ``data:`` URI of an SVG.

    Args:
        text: what a reader of the code gets, such as a link.

    Raises:
        SettingsError: empty, or longer than a QR code can hold (2,331 bytes).
    """
    if not text:
        raise SettingsError("there is no text for the QR code: give it a link")
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=_QUIET_ZONE)
    code.add_data(text)
    try:
        image = code.make_image(SvgPathFillImage)
    except (DataOverflowError, ValueError):  # which of them depends on how far it is too long
        raise SettingsError(
            f"a text of {len(text.encode()):,} bytes does not fit in a QR code: give a shorter one",
            problem=Problem.TOO_LARGE,
        ) from None
    image.get_image().set("shape-rendering", "crispEdges")  # no gray edges on paper
    return "data:image/svg+xml;base64," + b64encode(image.to_string()).decode()
