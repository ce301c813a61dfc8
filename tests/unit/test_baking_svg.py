"""Badges in SVG pictures: what is written where, and what is safe to read."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from openbadges_issuer.baking import bake, unbake
from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import Limits

SIGNED = '"type":["VerifiableCredential"],"proof":[{}]'
JSON = f'{{{SIGNED},"name":"Flipped <classroom> & \\"more\\" ✓"}}'
JWS = "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
DECLARATION = f' xmlns:openbadges="{NAMESPACE}"'
JSON_ELEMENT = f"<openbadges:credential><![CDATA[{JSON}]]></openbadges:credential>"
JWS_ELEMENT = f'<openbadges:credential verify="{JWS}"></openbadges:credential>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg">'
CREDENTIAL = f'<credential xmlns="{NAMESPACE}"'


def svg(inside: str, before: str = "") -> bytes:
    return f"{before}{SVG}{inside}</svg>".encode()


GOOD = svg(f'{CREDENTIAL} verify="{JWS}"/>')


def refused(picture: bytes, problem: Problem, match: str, limits: Limits | None = None) -> None:
    with pytest.raises(BakingError, match=match) as caught:
        unbake(picture, limits=limits or Limits())
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    ("credential", "element"), [(JSON, JSON_ELEMENT), (JWS, JWS_ELEMENT)], ids=["json", "jws"]
)
@pytest.mark.parametrize(
    ("name", "attributes", "rest"),
    [
        ("<svg", ' xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">', "<g>✓</g></svg>\n"),
        ("<svg", " xmlns='http://www.w3.org/2000/svg'\n\tid='a>b/>'\r\n>", "\n<g/>\n</svg>"),
        ("\ufeff<svg", ' xmlns="http://www.w3.org/2000/svg">', "<script>1&lt;2</script></svg>"),
        ('<?xml version="1.0" encoding="UTF-8"?><!--<svg>-->\n<svg',
         ' xmlns="http://www.w3.org/2000/svg">', "<![CDATA[<svg>]]></svg><!-- > -->"),
        ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg',
         ' xmlns="http://www.w3.org/2000/svg">', "</svg >"),
        ("<s:svg", ' xmlns:s="http://www.w3.org/2000/svg">', "<s:g/></s:svg>"),
    ],
    ids=["plain", "quotes", "mark and script", "declaration", "doctype", "prefix"],
)  # fmt: skip
def test_the_element_follows_the_start_tag_and_nothing_else_changes(
    name: str, attributes: str, rest: str, credential: str, element: str
) -> None:
    baked = bake(credential, (name + attributes + rest).encode())
    assert baked.decode() == name + DECLARATION + attributes + element + rest


@pytest.mark.parametrize("art", ["<svg xmlns='http://www.w3.org/2000/svg'/>", f"{SVG[:-1]} \n/>\n"])
def test_an_empty_root_is_opened(art: str) -> None:
    start, end = art.split("/>")
    name, attributes = start[:4], start[4:]
    baked = bake(JWS, art.encode()).decode()
    assert baked == f"{name}{DECLARATION}{attributes}>{JWS_ELEMENT}</svg>{end}"


def test_an_empty_root_keeps_its_prefix() -> None:
    baked = bake(JWS, b'<s:svg xmlns:s="http://www.w3.org/2000/svg"/>')
    assert baked.endswith(b"</openbadges:credential></s:svg>")


def test_a_namespace_declared_already_is_used() -> None:
    art = svg("<g/>").replace(b" ", f' xmlns:openbadges="{NAMESPACE}" '.encode(), 1)
    assert bake(JWS, art) == art.replace(b"<g/>", f"{JWS_ELEMENT}<g/>".encode())


def test_a_prefix_taken_for_something_else_is_left_to_it() -> None:
    art = svg("<g/>").replace(b" ", b' xmlns:openbadges="urn:mine" ', 1)
    element = JWS_ELEMENT.replace(" ", f"{DECLARATION} ")
    assert bake(JWS, art) == art.replace(b"<g/>", f"{element}<g/>".encode())
    assert unbake(bake(JSON, art)) == JSON


@pytest.mark.parametrize(
    "credential",
    [
        f'{{{SIGNED},"a":"]]>","b":"]]]]>>","c":"<![CDATA[x]]>"}}',
        f'{{{SIGNED},\r\n"a":\r"b"\n}}',
        f'{{{SIGNED},"a":"\u00a0\u0085\u2028\x7f<&>\'\U0001f600"}}',
        f'{{{SIGNED},"]]>":"]]>]]>&#13;&amp;"}}',
    ],
)
def test_json_survives_xml_for_other_readers_too(credential: str) -> None:
    baked = bake(credential, svg("<g/>"))
    assert unbake(baked) == credential
    root = ElementTree.fromstring(baked)  # noqa: S314
    assert root[0].tag == f"{{{NAMESPACE}}}credential"
    assert root[0].text == credential
    assert root[0].attrib == {}


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_what_xml_cannot_carry_is_refused(character: str) -> None:
    with pytest.raises(BakingError, match=f"U\\+{ord(character):04X}.* bake it into a PNG"):
        bake(f'{{{SIGNED},"a":"{character}"}}', svg(""))


@pytest.mark.parametrize(
    "inside",
    [
        f'{CREDENTIAL} verify="{JWS}"/>',
        f'{CREDENTIAL} verify=" {JWS}\n">\n</credential>',
        f'{CREDENTIAL} verify="{JWS}">{JWS}</credential>',
        f"{CREDENTIAL}>\n  {JWS}\n</credential>",
        f'<g><o:credential xmlns:o="{NAMESPACE}" verify="{JWS}"/></g>',
        f'<credential xmlns="https://purl.imsglobal.org/clr/v2p0" verify="{JWS}"/>',
        f'{CREDENTIAL} verify="&#101;{JWS[1:]}"/>',
        f"{CREDENTIAL}>{JWS[:5]}<!-- a --><![CDATA[{JWS[5:9]}]]><?b c?>{JWS[9:]}</credential>",
    ],
    ids=["attribute", "space", "both", "body", "deep", "clr", "reference", "split"],
)
def test_a_badge_is_read_however_it_is_written(inside: str) -> None:
    assert unbake(svg(inside)) == JWS


@pytest.mark.parametrize(
    ("inside", "match"),
    [
        (f'{CREDENTIAL} verify="{JWS}"/>{CREDENTIAL} verify="{JWS}"/>', "holds 2 badges"),
        (f'{CREDENTIAL} verify="a.b.c">{JWS}</credential>', "differ"),
        (f'{CREDENTIAL} verify="{JWS}"><tspan/></credential>', "other elements"),
        (f"{CREDENTIAL}>{JWS[:5]}<tspan>x</tspan>{JWS[5:]}</credential>", "other elements"),
        (f'{CREDENTIAL}><credential verify="{JWS}"/></credential>', "other elements"),
    ],
)
def test_an_ambiguous_badge_is_refused(inside: str, match: str) -> None:
    refused(svg(inside), Problem.UNSAFE_MEDIA, match)
    assert bake(JWS, svg(inside), replace=True) == bake(JWS, svg(""))


@pytest.mark.parametrize(
    "inside",
    [
        f'<credential verify="{JWS}"/>',
        f'<credential xmlns="{NAMESPACE}/" verify="{JWS}"/>',
        f'<assertion xmlns="{NAMESPACE}" verify="{JWS}"/>',
        f'<!-- {CREDENTIAL} verify="{JWS}"/> -->',
        f'<![CDATA[{CREDENTIAL} verify="{JWS}"/>]]>',
    ],
    ids=["no namespace", "another namespace", "another name", "comment", "CDATA"],
)
def test_only_the_standard_element_counts(inside: str) -> None:
    refused(svg(inside), Problem.NOT_A_BADGE, "no badge inside")


@pytest.mark.parametrize("element", [f"{CREDENTIAL}/>", f'{CREDENTIAL} verify="x">y</credential>'])
def test_an_empty_or_odd_badge_is_refused(element: str) -> None:
    with pytest.raises(BakingError):
        unbake(svg(element))


def test_an_older_badge_is_called_one() -> None:
    old = '<o:assertion xmlns:o="http://openbadges.org" verify="a.b.c">{}</o:assertion>'
    refused(svg(old), Problem.OPEN_BADGES_2, r"older badge \(Open Badges 2\.0\)")
    assert unbake(svg(f'{old}{CREDENTIAL} verify="{JWS}"/>')) == JWS
    with pytest.raises(BakingError, match="inside it already"):
        bake(JWS, svg(old))
    assert bake(JWS, svg(old), replace=True) == bake(JWS, svg(""))


@pytest.mark.parametrize(
    "old",
    [
        f'{CREDENTIAL} verify="a.b.c"/>',
        f'{CREDENTIAL} verify="a>b/>"></credential\n>',
        f"{CREDENTIAL} >x/><!-- </credential> --></credential>",
        f'{CREDENTIAL}><g/><credential verify="x"/></credential>',
    ],
)
def test_replacing_takes_out_the_old_element_and_no_more(old: str) -> None:
    art = svg(f"<a>{old}</a>{old}</svg>"[:-6] + "<b/>")
    assert bake(JWS, art, replace=True) == bake(JWS, svg("<a></a><b/>"))


# ------------------------------------------------------------------------------------- hostile


@pytest.fixture
def tripwire() -> Iterator[list[str]]:
    """Collect every file that is opened and every socket that is made during the test."""
    unbake(GOOD)  # what reads pictures loads when it is needed
    touched: list[str] = []
    armed = True

    def watch(event: str, args: tuple[object, ...]) -> None:
        if armed and event in {"open", "socket.__new__", "socket.getaddrinfo", "urllib.Request"}:
            touched.append(f"{event} {args[0]}")

    sys.addaudithook(watch)
    yield touched
    armed = False


def test_an_external_dtd_is_never_loaded(tripwire: list[str]) -> None:
    for identifier in (
        'SYSTEM "file:///etc/hostname"',
        'SYSTEM "http://127.0.0.1:9/evil.dtd"',
        'PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"',
    ):
        picture = f"<!DOCTYPE svg {identifier}>".encode() + GOOD
        assert unbake(picture) == JWS
        assert unbake(bake(JWS, picture, replace=True)) == JWS
    assert tripwire == []


def test_the_tripwire_works(tripwire: list[str]) -> None:
    with open("/dev/null"):  # noqa: PTH123
        pass
    socket.socket().close()
    assert [line.split()[0] for line in tripwire] == ["open", "socket.__new__"]


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY % x SYSTEM "http://127.0.0.1:9/evil.dtd"> %x;',
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">',
        '<!ENTITY x "harmless">',
        f'<!ATTLIST credential verify CDATA "{JWS}">',
        '<!NOTATION x SYSTEM "y">',
        "",
    ],
    ids=["XXE", "parameter", "laughs", "entity", "attribute", "notation", "empty"],
)
def test_declarations_in_the_doctype_are_refused(subset: str, tripwire: list[str]) -> None:
    picture = f"<!DOCTYPE svg [{subset}]>".encode() + svg(f"{CREDENTIAL}>&x;</credential>")
    refused(picture, Problem.UNSAFE_MEDIA, "DOCTYPE")
    with pytest.raises(BakingError, match="plain SVG"):
        bake(JWS, picture, replace=True)
    assert tripwire == []


def test_attribute_defaults_cannot_cost_time() -> None:
    defaults = "".join(f" a{number} CDATA ''" for number in range(100_000))
    picture = svg("<g/>" * 40_000, f"<!DOCTYPE svg [<!ATTLIST g{defaults}>]>")
    refused(picture, Problem.UNSAFE_MEDIA, "DOCTYPE")


def test_entities_that_an_external_dtd_might_declare_are_refused() -> None:
    inside = f"{CREDENTIAL}>{JWS}&x;</credential>"
    refused(svg(inside, '<!DOCTYPE svg SYSTEM "x">'), Problem.MALFORMED_INPUT, "entity 'x'")
    refused(svg(inside), Problem.MALFORMED_INPUT, "undefined entity")


def test_xinclude_is_not_followed(tripwire: list[str]) -> None:
    include = '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>'
    picture = svg(f'{include}{CREDENTIAL} verify="{JWS}"/>')
    assert unbake(picture) == JWS
    assert tripwire == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="UTF-16"?>'])
def test_utf_16_is_refused(encoding: str, declaration: str) -> None:
    refused(
        (declaration + GOOD.decode()).encode(encoding), Problem.UNSAFE_MEDIA, "only UTF-8 is read"
    )


@pytest.mark.parametrize("name", ["UTF-7", "UTF-16", "ISO-8859-1", "windows-1252", "x" * 50])
def test_other_declared_encodings_are_refused(name: str) -> None:
    picture = f'<?xml version="1.0" encoding="{name}"?>'.encode() + GOOD
    refused(picture, Problem.UNSAFE_MEDIA, f"{name[:40]} text, and only UTF-8")


def test_utf_7_is_refused() -> None:
    hidden = '<?xml version="1.0" encoding="UTF-7"?>' + GOOD.decode().replace("<", "+ADw-")
    refused(hidden.encode(), Problem.UNSAFE_MEDIA, "only UTF-8 is read")


@pytest.mark.parametrize("name", ["UTF-8", "utf-8", "utf8", "US-ASCII"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_read_with_and_without_a_mark(name: str, mark: bytes) -> None:
    assert unbake(mark + f'<?xml version="1.0" encoding="{name}"?>'.encode() + GOOD) == JWS


@pytest.mark.parametrize("depth", [101, 100_000])
def test_depth_is_bounded(depth: int) -> None:
    inside = "<g>" * (depth - 1) + "</g>" * (depth - 1)
    refused(svg(inside), Problem.UNSAFE_MEDIA, "nested deeper than 100")


def test_depth_and_elements_up_to_the_limit_are_read() -> None:
    picture = svg(f'{"<g>" * 98}{CREDENTIAL} verify="{JWS}"/>{"</g>" * 98}')
    assert unbake(picture) == JWS
    assert unbake(picture, limits=Limits(svg_elements=100)) == JWS
    refused(picture, Problem.UNSAFE_MEDIA, "more than 99 elements", Limits(svg_elements=99))


def test_elements_are_bounded() -> None:
    refused(svg("<g/>" * 100_000), Problem.UNSAFE_MEDIA, "more than 50,000 elements")


def test_attributes_are_bounded() -> None:
    attributes = "".join(f" a{number}=''" for number in range(200_001))
    refused(svg(f"<g{attributes}/>"), Problem.UNSAFE_MEDIA, "more than 200,000 attributes")
    assert GOOD.count(b"=") == 3
    picture = GOOD.replace(b"<svg", b"<svg a='' b='' c='' d='' e=''")
    assert unbake(picture, limits=Limits(svg_elements=2)) == JWS
    picture = picture.replace(b"<svg", b"<svg f=''")
    refused(picture, Problem.UNSAFE_MEDIA, "more than 8 attributes", Limits(svg_elements=2))


def test_long_namespaces_cannot_cost_time() -> None:
    picture = svg(f'<g xmlns="{"n" * 4_000_000}">{"<g/>" * 40_000}</g>')
    refused(picture, Problem.UNSAFE_MEDIA, "namespace of 4,000,000 characters")
    refused(svg(f'<g xmlns="{"n" * 101}"/>'), Problem.UNSAFE_MEDIA, "namespace of 101 characters")
    refused(svg(f'<g xmlns="{"n" * 100}"/>'), Problem.NOT_A_BADGE, "no badge inside")


@pytest.mark.parametrize(
    "picture",
    [
        GOOD[:-1],
        GOOD + b"<svg/>",
        GOOD.replace(b"<credential", b"<o:credential"),
        svg("\uffff"),
        svg("&#0;"),
        GOOD.replace(b"</svg>", b"\xff</svg>"),
        GOOD.replace(b"verify", b"verify='a.b.c' verify"),
        GOOD.replace(b"2000/svg", b"2000/gvs"),
        GOOD.replace(b' xmlns="http://www.w3.org/2000/svg"', b""),
        GOOD.replace(b"2000/svg", b""),
    ],
)
def test_broken_xml_and_other_roots_are_refused(picture: bytes) -> None:
    refused(picture, Problem.MALFORMED_INPUT, "damaged")


def test_scripts_in_the_artwork_are_left_as_they_are() -> None:
    art = svg('<script>alert(1)</script><g onload="x()"><foreignObject/></g>')
    baked = bake(JWS, art)
    assert art.partition(b">")[2] in baked
    assert unbake(baked) == JWS
