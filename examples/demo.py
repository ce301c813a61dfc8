"""Two issuers award badges on a host of this computer, and a stranger checks each of them.

Run it from the project's root: python examples/demo.py [--serve] [FOLDER]
"""

from __future__ import annotations

import argparse
import io
import secrets
import shutil
import sys
from pathlib import Path
from typing import Any

from demo_host import FORMS, DemoHost
from demo_pages import screenshots
from demo_program import Program
from demo_stranger import Stranger
from demo_table import Answer, Case, show_answers, show_commands, shown

import openbadges_issuer as ob
from openbadges_issuer.errors import SettingsError

EXAMPLES = Path(__file__).resolve().parent
PROGRAMS = ("kettle-moraine", "cce")
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
    parser.add_argument("--serve", action="store_true", help="leave the host running")
    given = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: ✔ is no question mark
    try:
        return run(given.folder.absolute(), serve=given.serve)
    except (ob.OpenBadgesError, OSError) as error:
        print(f"The demo stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def run(folder: Path, *, serve: bool) -> int:
    """Award, publish, verify, withdraw, verify again; 0 when every verdict is as expected.

    Raises:
        SettingsError: the folder is not the demo's, or the host refused something.
        OSError: something could not be written, or the host does not answer.
    """
    prepare(folder)
    programs = {name: Program.load(EXAMPLES / "demo" / f"{name}.json") for name in PROGRAMS}
    host = DemoHost(folder, to_stay=serve)
    for name, program in programs.items():
        host.add_issuer(name, program)
    with host:
        save_documents(host, folder)
        stranger = Stranger(host, folder / "trusted.toml")
        answers: dict[str, list[Answer]] = {}
        for name, program in programs.items():
            title = f"{program.profile.name}: each badge as page, JSON, JWT, PNG and SVG"
            answers[title] = award_all(host, stranger, folder, name, program)
        first = answers[next(iter(answers))][0].case
        answers["Whose badge is it?"] = ask_whose(stranger, first, programs["kettle-moraine"])
        answers["What deserves a doubt"] = doubt(host, stranger, folder, first, programs)
        save_documents(host, folder)
        every = [answer for group in answers.values() for answer in group]
        pictures = screenshots(host.base_url, [answer.case for answer in every], folder / "pages")
        show_answers(answers)
        if surprised(every):
            return 1
        close(folder, every, pictures)
        if serve:
            show_links(host, every)
            host.wait()
    return 0


def prepare(folder: Path) -> None:
    """Make the demo's folder anew, and a passphrase for its keys.

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
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    (keys / "README.txt").write_text(ABOUT_KEYS, "utf-8")
    (keys / "passphrase.txt").touch(mode=0o600)
    (keys / "passphrase.txt").write_text(secrets.token_urlsafe(24), "ascii")
    for name in PROGRAMS:
        (folder / name / "status").mkdir(parents=True)


def award_all(
    host: DemoHost, stranger: Stranger, folder: Path, name: str, program: Program
) -> list[Answer]:
    """Define and award every achievement of a program, and let a stranger check each form."""
    person = ob.Recipient.by_email(program.recipient).id
    answers = []
    for achievement in program.achievements:
        recipient = {"email": [program.recipient], "id": person}
        badge = award(host, name, program, achievement, recipient)
        file = str(achievement.id).rpartition("/")[2]
        files = save(host, badge, folder / name, file)
        case = Case(str(achievement.name), files, ob.Verdict.VALID, page=badge["shareUrl"])
        answers.append(stranger.ask(case))
    return answers


def award(
    host: DemoHost,
    name: str,
    program: Program,
    achievement: ob.Achievement,
    recipient: dict[str, Any],
) -> dict[str, Any]:
    """Define an achievement on the host, award it, share it; give the API's last answer."""
    members = achievement.to_json()
    own_id = members.pop("id")
    picture = (EXAMPLES / "art" / f"{name}.png").read_bytes()
    try:
        defined = host.define(name, below(members, own_id), picture)
    except SettingsError as error:
        raise SettingsError(f'the badge "{achievement.name}": {error.message}') from None
    results = [  # only what was met is ever signed
        {
            "type": ["Result"],
            "resultDescription": described["id"],
            "achievedLevel": described["requiredLevel"],
        }
        for described in defined.get("resultDescription", [])
    ]
    order = {
        "achievement": defined["id"],
        "recipient": recipient,
        "evidence": [piece.to_json() for piece in program.evidence],
        "results": results,
    }
    badge = host.post(name, "/credentials", order)
    id_ = badge["id"].rpartition("/")[2]
    return host.post(name, f"/credentials/{id_}/share", {})


def below(value: Any, own_id: str) -> Any:
    """Write ids below the achievement's own as ``#…``: the host gives the achievement another."""
    if isinstance(value, list):
        return [below(item, own_id) for item in value]
    if isinstance(value, dict):
        return {name: below(child, own_id) for name, child in value.items()}
    return value.removeprefix(own_id) if isinstance(value, str) else value


def save(host: DemoHost, badge: dict[str, Any], folder: Path, name: str) -> tuple[Path, ...]:
    """Download a badge in every form."""
    path = badge["id"].removeprefix(host.base_url)
    files = tuple(folder / f"{name}.{form}" for form in FORMS)
    for file in files:
        file.write_bytes(host.get(path + file.suffix))
    return files


def save_documents(host: DemoHost, folder: Path) -> None:
    """Download what the issuers publish, and write the list of those whom the demo trusts."""
    lines = ['name = "Issuers that the demo knows"', 'keeper = "Whoever runs the demo"']
    for name in PROGRAMS:
        did = f"did:web:{host.base_url.removeprefix('http://').replace(':', '%3A')}:issuers:{name}"
        profile = Program.load(EXAMPLES / "demo" / f"{name}.json").profile
        lines += ["", f'[issuers."{did}"]', f'name = "{profile.name}"']
        (folder / name / "did.json").write_bytes(host.get(f"/issuers/{name}/did.json"))
        (folder / name / "profile.json").write_bytes(
            host.get(f"/issuers/{name}", accept="application/json")
        )
        for status_list in host.status_lists(folder / name):
            (folder / name / "status" / "revocation.json").write_bytes(host.get(status_list))
    (folder / "trusted.toml").write_text("\n".join(lines) + "\n", "utf-8")


def ask_whose(stranger: Stranger, first: Case, program: Program) -> list[Answer]:
    """Ask whether a badge is the teacher's, and whether it is somebody else's."""
    picture = next(file for file in first.files if file.suffix == ".png")
    return [
        stranger.ask(
            Case(
                f"{first.what} (PNG), asked with the teacher's e-mail",
                (picture,),
                ob.Verdict.VALID,
                recipient=program.recipient,
                to_try=True,
            )
        ),
        stranger.ask(
            Case(
                "The same, asked with another e-mail",
                (picture,),
                ob.Verdict.WRONG_RECIPIENT,
                recipient="somebody.else@example.org",
            )
        ),
    ]


def doubt(
    host: DemoHost, stranger: Stranger, folder: Path, first: Case, programs: dict[str, Program]
) -> list[Answer]:
    """Make what looks like a badge of the district and is none, and withdraw one that is."""
    name, program = next(iter(programs.items()))
    original = next(file for file in first.files if file.suffix == ".json")
    tampered = folder / name / "tampered.json"
    text = original.read_text("utf-8")
    tampered.write_text(text.replace("Flipped", "Flopped", 1), "utf-8")

    mistaken = {"email": ["techer@example.org"]}
    badge = award(host, name, program, program.achievements[1], mistaken)
    revoked = folder / name / "revoked.json"
    revoked.write_bytes(host.get(badge["id"].removeprefix(host.base_url)))
    link = badge["shareUrl"]
    before = stranger.ask(
        Case("A badge sent to a mistyped e-mail", (revoked,), ob.Verdict.VALID, page=link)
    )
    id_ = badge["id"].rpartition("/")[2]
    host.post(name, f"/credentials/{id_}/revoke", {"reason": "A mistyped address."})

    key = ob.KeySigner.generate()
    own_id = key.verification_method.partition("#")[0]
    impostor = ob.Issuer(ob.Profile(id=own_id, name=program.profile.name), signer=key)
    unknown = folder / "unknown-issuer.json"
    me = ob.Recipient.by_email("me@example.org")
    unknown.write_bytes(impostor.issue(program.achievements[0], to=me).bytes)

    photo = folder / "photo.jpg"
    photo.write_bytes(PHOTO)
    return [
        stranger.ask(
            Case("A copy with one letter changed", (tampered,), ob.Verdict.TAMPERED, to_try=True)
        ),
        before,
        stranger.ask(
            Case(
                "The same, after the district withdrew it",
                (revoked,),
                ob.Verdict.REVOKED,
                page=link,
                to_try=True,
            )
        ),
        stranger.ask(
            Case(
                "A stranger's badge under the district's name",
                (unknown,),
                ob.Verdict.ISSUER_UNKNOWN,
            )
        ),
        stranger.ask(
            Case(
                "A good badge whose status list cannot be read",
                (original,),
                ob.Verdict.STATUS_UNKNOWN,
                lists_answer=False,
            )
        ),
        stranger.ask(Case("A photo of a badge", (photo,), ob.Verdict.NOT_A_BADGE)),
    ]


def surprised(answers: list[Answer]) -> bool:
    """Say which answer is not the one expected, if there is any."""
    for answer in answers:
        if answer.is_surprise:
            print(
                f"A surprise: {answer.file} was to be {answer.case.expected}, and is "
                f"{answer.report.verdict}. {answer.report.words.sentence}",
                file=sys.stderr,
            )
            return True
    return False


def close(folder: Path, answers: list[Answer], pictures: str) -> None:
    """Say where everything is, and how to ask again."""
    print(f"Everything is in {shown(folder)}/. Its keys are for this demo only.")
    print(pictures)
    print("Ask the command line the same things:\n")
    show_commands(folder, [answer for answer in answers if answer.case.to_try])


def show_links(host: DemoHost, answers: list[Answer]) -> None:
    """Print what to open in a browser."""
    print(f"The host runs at {host.base_url} until you press Ctrl-C:\n")
    print(f"  {host.base_url}/verify")
    for answer in answers:
        if answer.case.page:
            print(f"  {answer.case.page}  {answer.case.what}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
