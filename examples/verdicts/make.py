"""Writes a file for every verdict, and what its issuers publish; README.md says what to expect.

Run it anywhere: python examples/verdicts/make.py [FOLDER]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import badges
from badges import DISTRICT, FOREIGN, GOOD, HOME, SILENT, STOLEN, WITHDRAWN, badge, entry, signed

import openbadges_issuer as ob

TRUSTED = f"""\
name = "Districts we hire from"
keeper = "Human Resources, Kettle Moraine School District"

[issuers."{DISTRICT}"]
name = "{badges.NAME}"

[issuers."{SILENT}"]
name = "Silent Springs School District"
"""


def files() -> dict[str, str | bytes]:
    """Make every file, those of the badges in the order of the verdicts."""
    good, art = signed(badge()), badges.ART.read_bytes()
    other_status = {"id": f"{HOME}/status#1", "type": f"{HOME}/vocabulary#Status"}
    nobody, vague = badges.subject(without="identifier"), badges.subject(without="description")
    return {
        "photo.svg": art,
        "proof-of-another-kind.json": badges.with_proof(cryptosuite="bbs-2023"),
        "open-badges-2.json": badges.of_open_badges_2(),
        "silent-issuer.json": signed(badge(SILENT), FOREIGN),
        "changed.json": good.replace("Flipped", "Flopped", 1),
        "signed-by-another.json": badges.signed_by_another(),
        "unsigned.json": json.dumps(badge()),
        "stolen-key.json": signed(badge(), STOLEN),
        "not-all-signed.json": badges.with_a_member_more(),
        "token-of-nobody.jwt": badges.token_of_nobody(),
        "revoked.json": signed(badge(credentialStatus=entry(WITHDRAWN))),
        "suspended.json": signed(badge(credentialStatus=entry(WITHDRAWN, "suspension"))),
        "not-yet-valid.json": signed(badge(validFrom="2125-01-01T00:00:00Z")),
        "expired.json": signed(badge(validUntil="2025-01-14T15:00:00Z")),
        "list-not-there.json": signed(badge(credentialStatus=entry(GOOD, name="not-there"))),
        "to-nobody.json": signed(badge(credentialSubject=nobody)),
        "malformed.json": signed(badge(credentialSubject=vague)),
        "look-alike-issuer.json": signed(badge(badges.LOOK_ALIKE), FOREIGN),
        "status-of-another-kind.json": signed(badge(credentialStatus=other_status)),
        "valid.json": good,
        "valid.jwt": badges.token(),
        "valid.png": ob.bake(good, badges.ONE_PIXEL),
        "valid.svg": ob.bake(good, art),
        "two-badges.json": badges.two_badges(),
        "trusted.toml": TRUSTED,
        **{
            f"published/{name}": json.dumps(document, indent=2) + "\n"
            for name, document in badges.published().items()
        },
    }


def write(folder: Path) -> None:
    """Write every file into a folder."""
    (folder / "published").mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        raw = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(raw)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).resolve().parent)
