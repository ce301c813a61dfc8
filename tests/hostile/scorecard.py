"""Set verifiers against the hostile set, and write the table to docs/scorecard.md.

    python -m tests.hostile.scorecard [PAGE]

Ends with 1 when our own verifier is green for a bad badge, or not for a good one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console

from tests.hostile.cases import Case, all_cases
from tests.hostile.peers import SECONDS, Answer, Ours, Peer, contestants

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scorecard.md"
SECTIONS = {
    "A": "Terms, contexts and the reading of JSON",
    "B": "Proofs, keys and DIDs",
    "C": "Tokens, claims and dates",
    "D": "Status lists",
    "E": "Files and pictures",
    "F": "Addresses",
    "G": "Whose badge it is",
}
Answers = list[tuple[Case, Answer]]

INTRODUCTION = """\
# Scorecard: who can be fooled?

Made by `make scorecard`. Every verifier is given the same files: {bad:,} badges with one fault
each, signed correctly otherwise, and {good} good ones of many shapes
(`python -m tests.hostile FOLDER` writes them, with an index).

- **False green**: a badge with a fault is accepted.
- **False alarm**: a good badge is refused.
- **No answer**: the verifier crashed, or took more than {seconds} seconds.
- **Not run**: the file is of a kind that it does not read, or asks what it does not decide.
  Nothing is counted for or against it.

| | false greens | of bad ones | false alarms | of good ones | no answer | not run |
|---|---:|---:|---:|---:|---:|---:|
"""

RULES = """\
## How each was run, and where their rules differ

The clock is that of the set, and what stands at each address comes from the set; nothing was
fetched.

- **openbadges_issuer**: `Verifier.verify`, with the district on its trust list; where a case says
  so, with others on it, or with any confirmed issuer.
- **verifier-core**: `verifyCredential` of the object that `JSON.parse` gives. What `JSON.parse`
  refuses counts as refused; what it reads in its own way (a member given twice) is the caller's
  doing as much as the library's. Green is: no error, a valid signature, and every step of its log
  valid but `registered_issuer`, since it has no trust list here. It brings contexts, and may
  fetch any other; here it finds those that we bundle.
- **openbadgeslib**: `OB3LdpVerifier` and `OB3Verifier`, anchored to the district by
  `for_issuer_did` (to the issuer that the badge names, where a case accepts everybody), with
  `check_status=True`. It reads status lists that are tokens; a badge whose list is JSON counts as
  not run. It allows for clocks that differ by some seconds: a badge that ended a second ago is
  good to it.

Neither of the two others is given records (CLR), presentations, envelopes, badges with newer
versions, status lists of the kinds StatusList2021 and 1EdTechRevocationList, or what is said of
endorsements, nor proofs by a suite that it does not name as its own: verifier-core has
eddsa-rdfc-2022 and Ed25519Signature2020, openbadgeslib eddsa-rdfc-2022. openbadgeslib is not given
badges of VC 1.1 and status entries of several bits either, which it refuses by name. verifier-core
passes over a status entry of a kind that it does not know, so that a badge withdrawn by one is
green to it; that is told here, and not counted.

The rows are this project's reading of Open Badges 3.0, and stricter than the rules of others in
places, so that a false green is not always a hole. The VC Data Model allows inline contexts (A3),
which could give a term another meaning than the reader's. Other profiles of tokens allow `typ`
`vc+jwt`, unknown members of the header (C4) and claims without their counterpart (C5). A controller
document that lists a key for nothing (B1) or says that it was stolen (B11) is good to who does not
look. The rows are listed below, so that everybody can judge.
"""


def main() -> int:
    """Run everybody, and write the page."""
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    peers, missing = contestants()
    answers: dict[str, Answers] = {}
    console = Console(stderr=True)
    with console.status("") as status:
        for peer in peers:
            answers[peer.name] = []
            for case in all_cases():
                status.update(f"{peer.name}: {case.id} {case.name[:60]}")
                answers[peer.name].append((case, peer.judge(case)))
    page.write_text(page_of(peers, answers, missing), "utf-8")
    console.print(f"{page} was written.")
    ours = answers[Ours.name]
    return 1 if false_greens(ours) or false_alarms(ours) else 0


def page_of(peers: Iterable[Peer], answers: Mapping[str, Answers], missing: list[str]) -> str:
    """Write the page."""
    good = sum(case.is_control for case in all_cases())
    text = INTRODUCTION.format(bad=len(all_cases()) - good, good=good, seconds=SECONDS)
    for peer in peers:
        text += _row(peer.name, answers[peer.name])
    text += "".join(f"\nNote: {reason}.\n" for reason in missing)
    text += "\n## False greens by section of the list of threats\n\n"
    names = list(answers)
    text += f"| | {' | '.join(names)} |\n|---|{'---:|' * len(names)}\n"
    for letter, what in SECTIONS.items():
        cells = [_of_section(letter, answers[name]) for name in names]
        text += f"| {letter}. {what} | {' | '.join(cells)} |\n"
    text += "\nEach cell: false greens, of those that were run.\n\n" + RULES
    for name, said in answers.items():
        text += _listed(f"False greens of {name}", false_greens(said))
        text += _listed(f"False alarms of {name}", false_alarms(said))
        text += _listed(f"No answer of {name}", [row for row in said if row[1].said == "no answer"])
    return text


def false_greens(said: Answers) -> Answers:
    return [(case, a) for case, a in said if not case.is_control and a.said == "green"]


def false_alarms(said: Answers) -> Answers:
    return [(case, a) for case, a in said if case.is_control and a.said == "refused"]


def _row(name: str, said: Answers) -> str:
    run = [(case, a) for case, a in said if a.said != "not run"]
    good = sum(case.is_control for case, _ in run)
    counted = Counter(a.said for _, a in said)
    cells = [len(false_greens(said)), len(run) - good, len(false_alarms(said)), good]
    cells += [counted["no answer"], counted["not run"]]
    return f"| {name} | {' | '.join(f'{cell:,}' for cell in cells)} |\n"


def _of_section(letter: str, said: Answers) -> str:
    own = [row for row in said if row[0].threat.startswith(letter) and row[1].said != "not run"]
    return f"{len(false_greens(own))} of {len(own)}" if own else "–"


def _listed(title: str, rows: Answers) -> str:
    """List rows, one for each name but for its number; nothing where there are none."""
    if not rows:
        return ""
    lines = [f"- {case.id}: {_plain(case.name)}{_plain(_because(a))}" for case, a in rows]
    return (
        f"\n<details><summary>{title}: {len(rows)}</summary>\n\n"
        + "\n".join(lines)
        + "\n\n</details>\n"
    )


def _because(answer: Answer) -> str:
    return f" ({answer.why[:100]})" if answer.why else ""


def _plain(text: str) -> str:
    """Write text as code would be, whatever stands in it."""
    printable = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>|" else c for c in printable)


if __name__ == "__main__":
    sys.exit(main())
