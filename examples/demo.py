"""Two issuers award badges, and every file of theirs is verified as a stranger would, offline.

Run it from the project's root: python examples/demo.py [FOLDER]
"""

from __future__ import annotations

import argparse
import io
import secrets
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from demo_issuer import DemoIssuer
from demo_table import Answer, Case, show_answers, show_commands, shown

import openbadges_issuer as ob
from openbadges_issuer.errors import SettingsError

EXAMPLES = Path(__file__).resolve().parent
MARKER = ".made-by-the-demo"
ABOUT_KEYS = """\
These keys are the demo's. Their passphrase lies beside them, as no real one ever should.
"""
PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")  # the least of a JPEG


def main() -> int:
    """Run the demo; 0 when every verdict is as expected."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        type=Path,
        default=EXAMPLES.parent / "demo",
        help="what to write into, made anew each time (default: demo, in the project's root)",
    )
    folder = parser.parse_args().folder.absolute()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: ✔ is no question mark
    try:
        passphrase = prepare(folder)
        issuers = [
            DemoIssuer(EXAMPLES / "demo" / data, EXAMPLES / "art", folder, passphrase=passphrase)
            for data in ("kettle-moraine.json", "cce.json")
        ]
        groups = award(issuers) | doubt(folder, issuers[0])
        for issuer in issuers:
            issuer.publish_statuses()
        answers = verify(folder, issuers, groups)
    except (ob.OpenBadgesError, OSError) as error:
        print(f"The demo stopped: {error}", file=sys.stderr)
        return 1
    show_answers(answers)
    every_answer = [answer for group in answers.values() for answer in group]
    for answer in every_answer:
        if answer.is_surprise:
            print(
                f"A surprise: {answer.file} was to be {answer.case.expected}, and is "
                f"{answer.report.verdict}. {answer.report.words.sentence}",
                file=sys.stderr,
            )
            return 1
    print(f"Everything is in {shown(folder)}/. Its keys are for this demo only.")
    print("Ask the command line the same things:\n")
    show_commands(folder, [answer for answer in every_answer if answer.case.to_try])
    return 0


def prepare(folder: Path) -> str:
    """Make the demo's folder anew, and a passphrase for its keys; return the passphrase.

    Raises:
        SettingsError: there is something in the folder that the demo did not write.
    """
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise SettingsError(
                f"{folder} holds files that are not the demo's, so nothing was written there; "
                "name another folder"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("The demo empties this folder when it runs again.\n", "utf-8")
    shutil.copyfile(EXAMPLES / "demo" / "trusted.toml", folder / "trusted.toml")

    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    (keys / "README.txt").write_text(ABOUT_KEYS, "utf-8")
    passphrase = secrets.token_urlsafe(24)
    (keys / "passphrase.txt").touch(mode=0o600)
    (keys / "passphrase.txt").write_text(passphrase, "ascii")
    return passphrase


def award(issuers: Sequence[DemoIssuer]) -> dict[str, list[Case]]:
    """Let each issuer award all its achievements."""
    return {
        f"{issuer.program.profile.name}: each badge as JSON, JWT, PNG and SVG": [
            Case(str(achievement.name), issuer.award(achievement), ob.Verdict.VALID)
            for achievement in issuer.program.achievements
        ]
        for issuer in issuers
    }


def doubt(folder: Path, issuer: DemoIssuer) -> dict[str, list[Case]]:
    """Ask whose a badge is, and make what looks like a badge of the issuer and is none."""
    flipped, discussions = issuer.program.achievements[:2]
    picture = issuer.folder / "flipped-classroom.png"

    tampered = issuer.folder / "tampered.json"
    original = (issuer.folder / "flipped-classroom.json").read_text("utf-8")
    tampered.write_text(original.replace("Flipped", "Flopped", 1), "utf-8")

    revoked = issuer.award_and_withdraw(discussions, mistaken="techer@example.org")

    key = ob.KeySigner.generate()
    own_id = key.verification_method.partition("#")[0]
    stranger = ob.Issuer(ob.Profile(id=own_id, name=issuer.program.profile.name), signer=key)
    unknown = folder / "unknown-issuer.json"
    unknown.write_bytes(stranger.issue(flipped, to=ob.Recipient.by_email("me@example.org")).bytes)

    photo = folder / "photo.jpg"
    photo.write_bytes(PHOTO)

    return {
        "Whose badge is it?": [
            Case(
                "Flipped classroom (PNG), asked with the teacher's e-mail",
                (picture,),
                ob.Verdict.VALID,
                recipient=issuer.program.recipient,
                to_try=True,
            ),
            Case(
                "The same, asked with another e-mail",
                (picture,),
                ob.Verdict.WRONG_RECIPIENT,
                recipient="somebody.else@example.org",
            ),
        ],
        "What deserves a doubt": [
            Case("A copy with one letter changed", (tampered,), ob.Verdict.TAMPERED, to_try=True),
            Case(
                "A badge sent to a mistyped e-mail, so withdrawn",
                (revoked,),
                ob.Verdict.REVOKED,
                to_try=True,
            ),
            Case(
                "A stranger's badge under the district's name",
                (unknown,),
                ob.Verdict.ISSUER_UNKNOWN,
            ),
            Case(
                "A good badge whose status list cannot be read",
                (picture,),
                ob.Verdict.STATUS_UNKNOWN,
                lists_answer=False,
            ),
            Case("A photo of a badge", (photo,), ob.Verdict.NOT_A_BADGE),
        ],
    }


def verify(
    folder: Path, issuers: Sequence[DemoIssuer], groups: Mapping[str, Sequence[Case]]
) -> dict[str, list[Answer]]:
    """Verify every file with what the issuers publish and the demo's trust list."""
    policy = ob.Policy(trust=ob.TrustList.load(folder / "trusted.toml"))

    def verifier(*, lists_answer: bool) -> ob.Verifier:
        published: dict[str, bytes] = {}
        for issuer in issuers:
            published |= issuer.documents(with_status_list=lists_answer)
        fetcher = ob.Prefetched(published, retrieved_at=datetime.now(UTC))
        return ob.Verifier(policy, fetcher=fetcher)

    verifiers = {answer: verifier(lists_answer=answer) for answer in (True, False)}

    def answer(case: Case) -> Answer:
        asked = verifiers[case.lists_answer]
        answers = [
            Answer(case, file, asked.verify(file.read_bytes(), recipient=case.recipient))
            for file in case.files
        ]
        return next((answer for answer in answers if answer.is_surprise), answers[0])

    return {title: [answer(case) for case in cases] for title, cases in groups.items()}


if __name__ == "__main__":
    sys.exit(main())
