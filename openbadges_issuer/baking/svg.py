"""Badges in SVG pictures: one `openbadges:credential` element, the artwork byte for byte as it was.

expat reads, with every handler here, so that each bound is applied while it reads and the place of
each element is known. What makes XML dangerous needs a declaration in the DOCTYPE (entities,
attribute defaults), so a DOCTYPE that declares is refused; one that only names an external DTD is
harmless, since nothing is ever loaded. Scripts and links are left alone: they are the displayer's
to disarm.
Specification: Open Badges 3.0, "Baked Badge".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from openbadges_issuer.baking.rules import WHITE_SPACE, already_baked, damaged, the_one
from openbadges_issuer.errors import BakingError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits

_SVG = "http://www.w3.org/2000/svg"
_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_CLR_NAMESPACE = "https://purl.imsglobal.org/clr/v2p0"
_CURRENT = frozenset({f"{_NAMESPACE} credential", f"{_CLR_NAMESPACE} credential"})
_OLDER = "http://openbadges.org assertion"

_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii"})
_NAMESPACE_CHARS = 100  # expat copies the namespace into each name, so a long one costs squared
_ATTRIBUTES_PER_ELEMENT = 4  # on average, over as many elements as may be

_START_TAG = re.compile(rb"""<([^\s/>]+)(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
_NOT_XML = re.compile("[\ufffe\uffff]")  # of the characters that JSON has


@dataclass(slots=True)
class _Badge:
    """A badge's element: its place in the bytes, and what it holds."""

    name: str
    depth: int
    verify: str
    start: int
    end: int = 0
    text: list[str] = field(default_factory=list)
    has_children: bool = False


def read(svg: bytes, /, limits: Limits) -> str:
    """Return the text of the one badge inside: its `verify` attribute, or its body.

    Raises:
        BakingError: no badge, two, only an older one, an ambiguous one, or an unsafe, damaged or
            too complex picture.
    """
    badges = _Scan(svg, limits).badges
    current = [badge for badge in badges if badge.name in _CURRENT]
    badge = the_one(current, older=bool(badges))
    body, verify = "".join(badge.text).strip(WHITE_SPACE), badge.verify.strip(WHITE_SPACE)
    if badge.has_children or (body and verify and body != verify):
        raise BakingError(
            "The badge in this SVG can be read in two ways: other elements stand in it, "
            "or its verify attribute and its body differ; ask for another copy."
        )
    return verify or body


def write(svg: bytes, /, text: str, *, replace: bool) -> bytes:
    """Put `text` in an element directly after the root's start tag; the artwork stays as it is.

    Raises:
        BakingError: an unsafe, damaged or too complex picture, one that holds a badge already, or
            a text that XML cannot carry.
    """
    if unfit := _NOT_XML.search(text):
        raise BakingError(
            f"The credential holds the character U+{ord(unfit[0]):04X}, which no SVG can carry: "
            "bake it into a PNG.",
            problem=Problem.MALFORMED_INPUT,
        )
    scan = _Scan(svg, DEFAULT_LIMITS)
    if scan.badges and not replace:
        raise already_baked()
    art, at = [], 0
    for badge in scan.badges:
        art.append(svg[at : badge.start])
        at = badge.end
    return _insert(b"".join([*art, svg[at:]]), text, scan)


class _Scan:
    """One pass over an SVG: where its root starts, and the badges in it.

    Attributes:
        root: offset of the root's start tag.
        prefixes: the namespace of each prefix that the root declares.
        badges: each badge's element, in the order of the document.
    """

    def __init__(self, svg: bytes, limits: Limits) -> None:
        self.root = 0
        self.prefixes: dict[str | None, str] = {}
        self.badges: list[_Badge] = []
        self._svg = svg
        self._limits = limits
        self._elements = 0
        self._depth = 0
        self._open: _Badge | None = None
        if b"\0" in svg:
            raise _not_utf8("UTF-16")
        attributes = _ATTRIBUTES_PER_ELEMENT * limits.svg_elements
        if svg.count(b"=") > attributes:  # expat would hold all attributes of an element at once
            raise BakingError(f"This SVG has more than {attributes:,} attributes or equals signs.")
        self._expat = self._parser()
        try:
            self._expat.Parse(svg, True)
        except expat.ExpatError as error:
            raise damaged(f"its XML is broken ({error})") from None
        finally:
            del self._expat  # it knows this object: without a cycle, memory is free at once

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._skipped
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        return parser

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise _not_utf8(encoding[:40])

    def _doctype(self, _root: str, _system: str | None, _public: str | None, subset: int) -> None:
        if subset:
            raise BakingError(
                "This SVG declares entities or attributes in its DOCTYPE, which is unsafe to read: "
                'save it as "plain SVG" without them.'
            )

    def _skipped(self, name: str, _is_parameter: bool) -> None:
        raise damaged(f"its XML uses the entity {name[:40]!r}, which it does not declare")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        uri = uri or ""
        if len(uri) > _NAMESPACE_CHARS:
            raise BakingError(f"This SVG has a namespace of {len(uri):,} characters.")
        if self._depth == 0:
            self.prefixes[prefix] = uri

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._expat.CurrentByteIndex
        if self._depth == 0:
            if name != f"{_SVG} svg":
                raise damaged(f'its root is not "svg" in the namespace {_SVG}')
            self.root = at
        self._elements += 1
        self._depth += 1
        if self._elements > self._limits.svg_elements:
            raise BakingError(f"This SVG has more than {self._limits.svg_elements:,} elements.")
        if self._depth > self._limits.svg_depth:
            raise BakingError(f"This SVG is nested deeper than {self._limits.svg_depth} elements.")
        if self._open:
            self._open.has_children = True
        elif name in _CURRENT or name == _OLDER:
            self._open = _Badge(name, self._depth, attributes.get("verify", ""), at)
            self.badges.append(self._open)

    def _end(self, _name: str) -> None:
        if self._open and self._open.depth == self._depth:
            tag = _start_tag(self._svg, self._open.start)
            at = self._expat.CurrentByteIndex  # of the end tag; past an empty element
            empty = tag[0].endswith(b"/>")
            self._open.end = tag.end() if empty else self._svg.index(b">", at) + 1
            self._open = None
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._open:
            self._open.text.append(text)


def _insert(svg: bytes, text: str, scan: _Scan) -> bytes:
    tag = _start_tag(svg, scan.root)
    declaration = f' xmlns:openbadges="{_NAMESPACE}"'
    declared = scan.prefixes.get("openbadges")
    on_root = "" if declared else declaration
    on_element = declaration if declared not in {None, _NAMESPACE} else ""
    if text.startswith("{"):
        element = f"<openbadges:credential{on_element}>{_cdata(text)}</openbadges:credential>"
    else:
        element = f'<openbadges:credential{on_element} verify="{text}"></openbadges:credential>'
    name, attributes = svg[: tag.end(1)], svg[tag.end(1) : tag.end()]
    start, rest = name + on_root.encode() + attributes, svg[tag.end() :]
    if attributes.endswith(b"/>"):
        start, rest = start[:-2] + b">", b"</" + tag[1] + b">" + rest
    return start + element.encode() + rest


def _cdata(text: str) -> str:
    # "]]>" would end the section, and a bare carriage return would be read as a line feed
    text = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<![CDATA[{text}]]>"


def _start_tag(svg: bytes, at: int) -> re.Match[bytes]:
    return next(_START_TAG.finditer(svg, at))  # expat found one here


def _not_utf8(encoding: str) -> BakingError:
    return BakingError(f"This SVG is {encoding} text, and only UTF-8 is read: save it as UTF-8.")
