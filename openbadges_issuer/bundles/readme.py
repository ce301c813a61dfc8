"""What a bundle says to the teacher who keeps it, in plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from openbadges_issuer.bundles.bundle import Entry, EntryKind
from openbadges_issuer.phrases import Day, written

_TEXT = """\
YOUR BADGES, TO KEEP

This file holds your badges, put together on {day}. Keep it as it is, in two places.
A badge proves itself: whoever changes a letter in it breaks it. It stays yours when you move, and
when your district's web site is gone.

WHAT IS IN IT

{contents}

HOW TO SHOW IT

Give this whole file, or one of the badges in it. A principal checks it on a page where badges are
verified, or with

    openbadges verify FILE.zip

Whoever checks it looks first at what your district publishes now. Where nothing answers any more,
the copies in this file say how things stood on the day they are of. That is less than a yes: a
badge may have been withdrawn since, and a copy that you bring proves nothing about who your
district is. It counts when the person who checks has your district's keys from elsewhere, or when
a body that this person knows, such as your state, vouches for the copy.

So put a new bundle together before you leave, and while your district still answers.

WHO SHOULD NOT SEE IT

The badges hold your e-mail address in a form that can be guessed. The evidence is your work, and
pupils may be in it: what you may not show, take out of a copy first; the rest stays as it is.
Give this file to those who are to check it, and publish it nowhere.
{lacking}"""

_LACKING = """
WHAT IS NOT IN IT

{missing}
"""
_WHAT = {
    EntryKind.BADGE: "a badge",
    EntryKind.ENDORSEMENT: "what others say of a badge, or of who awarded it",
    EntryKind.DOCUMENT: "a copy of {url}, of {day}",
    EntryKind.EVIDENCE: "a file that was judged for a badge",
}


def readme(
    made: datetime, entries: Sequence[Entry], digests: Collection[bytes], silent: Iterable[str]
) -> str:
    """Write README.txt.

    Args:
        made: when the bundle is put together.
        entries: what is in it.
        digests: of the evidence that the badges name by digest.
        silent: addresses that did not answer.
    """
    contents = "\n".join(f"{entry.name}\n    {_what(entry)}" for entry in entries)
    contents += "\nmanifest.json\n    the list of these files, for programs"
    missing = [f"{url} did not answer." for url in silent]
    handed_over = sum(entry.kind is EntryKind.EVIDENCE for entry in entries)
    if handed_over < len(digests):
        missing.append(
            f"{len(digests) - handed_over} of the files that were judged. The badges keep a digest "
            "of each, by which anybody to whom you give the file can tell that it is the one."
        )
    lacking = _LACKING.format(missing="\n".join(missing)) if missing else ""
    return _TEXT.format(day=written(Day(made)), contents=contents, lacking=lacking)


def _what(entry: Entry) -> str:
    day = written(Day(entry.retrieved)) if entry.retrieved else ""
    return _WHAT[entry.kind].format(url=entry.url, day=day)
