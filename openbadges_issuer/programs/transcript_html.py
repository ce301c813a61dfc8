"""A recognition as a page to look at and to print: one file, without scripts, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from openbadges_issuer.phrases import Phrase
from openbadges_issuer.programs.recognition import Recognition
from openbadges_issuer.programs.transcript import NO_TOTAL, TITLE, Row, rows, totals

Say = Callable[[str], str]

_STYLE = """
:root{color-scheme:light dark;--paper:#fbfaf7;--ink:#1c2126;--soft:#555d66;
--line:#dedad0;--counted:#17653c;--pending:#8a5300}
@media(prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#eceae5;
--soft:#adb3ba;--line:#353b41;--counted:#84d3a0;--pending:#eebd6a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:1rem/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI","Liberation Sans","Noto Sans",Arial,
sans-serif}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem}
h1,h2{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif",Georgia,serif;
line-height:1.2;margin:0}
h1{font-size:1.75rem}
h2{font-size:1.15rem;margin-top:2rem}
p{margin:.35rem 0}
.soft,.rule{color:var(--soft)}
.rule,.source{font-size:.875em}
.totals{list-style:none;margin:.5rem 0 0;padding:0;font-size:1.25rem;font-weight:600}
table{width:100%;border-collapse:collapse;margin-top:.75rem}
caption{text-align:start;font-size:.875em;color:var(--soft);padding-bottom:.5rem}
th,td{text-align:start;vertical-align:top;padding:.6rem .75rem .6rem 0;
border-top:1px solid var(--line)}
thead th{border-top:0;overflow-wrap:normal;font-size:.875em;color:var(--soft)}
tbody th{font-weight:600}
.n{width:2.75rem;color:var(--soft)}
.badge{width:32%}
.outcome{width:23%}
.source{font-weight:400;color:var(--soft);margin:0}
.counted{color:var(--counted)}.pending{color:var(--pending)}.not_counted{color:var(--soft)}
.sign{display:inline-block;min-width:1.2em}
.gives{font-weight:600;margin:0}
td>p:first-child{margin-top:0}
time{white-space:nowrap}
footer{margin-top:2rem;padding-top:.75rem;border-top:1px solid var(--line);font-size:.875em;
color:var(--soft)}
@media screen and (max-width:44rem){
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,tbody th,td{display:block}
tr{border-top:1px solid var(--line);padding:.75rem 0}
th,td{border:0;padding:.1rem 0}
.n{display:none}.badge,.outcome{width:auto}}
@page{margin:10mm 12mm}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;
--counted:#000;--pending:#000}
body{font-size:8pt;line-height:1.25}
main{max-width:none;padding:0}
h1{font-size:14pt}h2{font-size:10.5pt;margin-top:3mm;break-after:avoid}
.totals{font-size:10.5pt;margin-top:1mm}
table{margin-top:1mm}
th,td{padding:.5mm 3mm .5mm 0}
.n{width:8mm}.badge{width:24%}.outcome{width:20%}.gives{display:inline;margin-inline-start:.4em}
.why p{display:inline}.rule,.source{font-size:7pt}th,td{padding-inline-end:2mm}
tr,footer{break-inside:avoid}
footer{margin-top:3mm;padding-top:1mm;font-size:7.5pt}
thead{display:table-header-group}}
"""
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_COLUMNS = (
    ("n", Phrase("Line")),
    ("badge", Phrase("Badge")),
    ("outcome", Phrase("Worth here")),
    ("why", Phrase("Why")),
)


def page_of(recognition: Recognition, say: Say = str) -> str:
    """Write the page.

    Args:
        recognition: what it shows.
        say: says a `Phrase` in the reader's language; other texts it gives back.
    """

    def text(words: str) -> str:
        return _DAY.sub(r"<time>\g<0></time>", escape(say(words)))

    program = recognition.program
    language = recognition.language or program.languages[0]
    head = "".join(f'<th scope="col" class="{name}">{text(title)}</th>' for name, title in _COLUMNS)
    body = "".join(_row(row, line.outcome.value, text) for row, line in zip(
        rows(recognition), recognition.lines, strict=True))  # fmt: skip
    added = "".join(f"<li>{text(total)}</li>" for total in totals(recognition))
    foot = "".join(f"<p>{text(sentence)}</p>" for sentence in recognition.foot)
    name = program.say(program.name, recognition.language)
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>{text(TITLE)}: {escape(name)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{text(TITLE)}</h1>
<p class="soft">{escape(name)}, {text(recognition.on.isoformat())}</p>
<h2>{text(Phrase("Together"))}</h2>
<ul class="totals">{added or f"<li>{text(NO_TOTAL)}</li>"}</ul>
<h2>{text(Phrase("Line by line"))}</h2>
<table>
<thead><tr>{head}</tr></thead>
<tbody>{body}</tbody>
</table>
<footer>{foot}</footer>
</main>
</body>
</html>
"""


def _row(row: Row, outcome: str, text: Say) -> str:
    gives = f'<p class="gives">{text(row.gives)}</p>' if row.gives else ""
    rule = f'<p class="rule">{escape(row.rule)}</p>' if row.rule else ""
    return (
        f'<tr><td class="n">{row.number}</td>'
        f'<th scope="row" class="badge">{text(row.title)}'
        f'<p class="source">{text(row.source)}</p></th>'
        f'<td class="outcome"><span class="{outcome}"><span class="sign">{row.sign}</span>'
        f"{text(row.outcome)}</span>{gives}</td>"
        f'<td class="why"><p>{text(row.why)}</p> {rule}</td></tr>\n'
    )
