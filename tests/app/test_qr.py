"""QR codes: what is drawn is read back from the drawing."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from issuer_app.qr import svg_data_uri
from openbadges_issuer.errors import SettingsError

LINK = "https://badges.region.example/b/7Q2M4XKD9RTV"
PREFIX = "data:image/svg+xml;base64,"
SVG = "{http://www.w3.org/2000/svg}"
PIXELS = 4
SQUARE = re.compile(r"M(\d+),(\d+)H(\d+)V(\d+)H(\d+)z")


def drawing(uri: str) -> ElementTree.Element:
    assert uri.startswith(PREFIX)
    return ElementTree.fromstring(b64decode(uri.removeprefix(PREFIX)))  # noqa: S314  # our own


def rasterized(svg: ElementTree.Element) -> Image.Image:
    side = int(svg.attrib["viewBox"].split()[2])
    image = Image.new("L", (side * PIXELS, side * PIXELS), "white")
    draw = ImageDraw.Draw(image)
    path = svg.find(f"{SVG}path")
    assert path is not None
    squares = SQUARE.findall(path.attrib["d"])
    assert "".join("M{},{}H{}V{}H{}z".format(*square) for square in squares) == path.attrib["d"]
    for left, top, right, bottom, _ in squares:
        box = [int(edge) * PIXELS for edge in (left, top, right, bottom)]
        draw.rectangle([box[0], box[1], box[2] - 1, box[3] - 1], fill="black")
    return image


def read(uri: str) -> zxingcpp.Barcode:
    [found] = zxingcpp.read_barcodes(rasterized(drawing(uri)))
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    return found


def test_a_link_is_read_back() -> None:
    found = read(svg_data_uri(LINK))
    assert found.text == LINK
    assert found.ec_level == "M"


def test_it_is_black_on_white_with_a_quiet_zone_and_sharp_edges() -> None:
    svg = drawing(svg_data_uri(LINK))
    image = rasterized(svg)
    inner = image.point(lambda value: 255 - value).getbbox()
    quiet = 4 * PIXELS
    assert inner == (quiet, quiet, image.width - quiet, image.height - quiet)
    ground = svg.find(f"{SVG}rect")
    assert ground is not None
    assert ground.attrib["fill"] == "white"
    assert svg.attrib["shape-rendering"] == "crispEdges"


@settings(max_examples=20)
@given(st.text("abcXYZ0189/:.-?=&%é", min_size=1, max_size=200))
def test_any_text_is_read_back(text: str) -> None:
    assert read(svg_data_uri(text)).text == text


@pytest.mark.parametrize("text", ["", "a" * 2_332, "a" * 100_000])
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        svg_data_uri(text)
