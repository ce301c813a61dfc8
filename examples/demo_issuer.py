"""One issuer of the demo: its data file, its key, and the files that it publishes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

import openbadges_issuer as ob
from openbadges_issuer import strict_json
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.keys import write_key
from openbadges_issuer.model import View

FORMS = ("json", "jwt", "png", "svg")
"""In which each badge is published."""

_LIST_LIFE = timedelta(days=30)  # long for a status list, so that the files can be tried next week


class Program(View):
    """A data file of the demo. Closed.

    Attributes:
        sources: what the documents about the program say.
        assumed: what they do not say.
        profile: the issuer.
        recipient: e-mail address of the one who earns every badge.
        achievements: what is awarded, each once.
        evidence: what was handed in for each of them.
    """

    model_config = ConfigDict(extra="forbid")

    sources: tuple[str, ...]
    assumed: tuple[str, ...]
    profile: ob.Profile
    recipient: str
    achievements: tuple[ob.Achievement, ...]
    evidence: tuple[ob.Evidence, ...]

    @classmethod
    def load(cls, path: Path) -> Program:
        """Read a data file.

        Raises:
            SettingsError: it is not as described; with the file and the place in it.
        """
        try:
            return cls.of(strict_json.load_object(path.read_bytes()))
        except ob.OpenBadgesError as error:
            raise SettingsError(f"{path}: {error}") from None


class DemoIssuer:
    """Awards the badges of one program and keeps its part of the demo's folder.

    Attributes:
        program: the data file.
        folder: where its files are.
    """

    def __init__(self, data: Path, art: Path, demo: Path, *, passphrase: str) -> None:
        """Make a key, and publish who the issuer is.

        Args:
            data: the program's data file; its name is the issuer's.
            art: folder with a picture of that name, as PNG and as SVG.
            demo: the folder that the demo writes.
            passphrase: of the key file.
        """
        self.program = Program.load(data)
        self.folder = demo / data.stem
        self._art = art / data.stem
        self._base = "https://" + self.program.profile.id.removeprefix("did:web:")
        self._recipient = ob.Recipient.by_email(self.program.recipient)
        self._statuses = ob.StatusList.new(f"{self._base}/status/revocation")

        key_file = demo / "keys" / f"{data.stem}.pem"
        write_key(key_file, ob.KeySigner.generate(), passphrase)
        signer = ob.load_signer(f"file:{key_file}", secrets=lambda _: passphrase)
        self._issuer = ob.Issuer(self.program.profile, signer=signer)

        (self.folder / "status").mkdir(parents=True)
        self._write("profile.json", self.program.profile.to_json())
        self._write("did.json", ob.did_document(self.program.profile.id, [signer.public_key]))

    def award(self, achievement: ob.Achievement) -> tuple[Path, ...]:
        """Award an achievement to the program's recipient; write the badge in all its `FORMS`."""
        badge = self._issue(achievement, self._recipient, self._statuses.allocate())
        unsigned = {name: value for name, value in badge.document.items() if name != "proof"}
        contents = {
            "json": badge.bytes,
            "jwt": self._issuer.sign(unsigned, securing="vc-jwt").bytes,
            "png": ob.bake(badge, self._art.with_suffix(".png").read_bytes()),
            "svg": ob.bake(badge, self._art.with_suffix(".svg").read_bytes()),
        }
        name = achievement.id.rpartition("/")[2]
        return tuple(self._save(f"{name}.{form}", contents[form]) for form in FORMS)

    def award_and_withdraw(self, achievement: ob.Achievement, mistaken: str) -> Path:
        """Award an achievement to a mistaken address, and withdraw that badge."""
        entry = self._statuses.allocate()
        badge = self._issue(achievement, ob.Recipient.by_email(mistaken), entry)
        self._statuses.revoke(entry.index)
        return self._save("revoked.json", badge.bytes)

    def publish_statuses(self) -> None:
        """Sign the status list as it is now, and keep the state that it was made of."""
        now = datetime.now(UTC)
        published = ob.status_list_credential(
            self._statuses,
            issuer=self.program.profile.id,
            valid_from=now,
            valid_until=now + _LIST_LIFE,
        )
        self._write("status/revocation.state.json", self._statuses.to_json())
        self._save("status/revocation.json", self._issuer.sign(published).bytes)

    def documents(self, *, with_status_list: bool) -> dict[str, bytes]:
        """Give the published files by the URL at which a verifier looks for them."""
        published = {f"{self._base}/.well-known/did.json": "did.json"}
        if with_status_list:
            published[self._statuses.url] = "status/revocation.json"
        return {url: (self.folder / name).read_bytes() for url, name in published.items()}

    def _issue(
        self, achievement: ob.Achievement, to: ob.Recipient, status: ob.StatusEntry
    ) -> ob.SignedCredential:
        results = [  # only what was met is ever signed
            ob.Result(result_description=described.id, achieved_level=described.required_level)
            for described in achievement.result_description
        ]
        evidence = self.program.evidence
        try:
            return self._issuer.issue(
                achievement, to=to, evidence=evidence, results=results, status=status
            )
        except ob.OpenBadgesError as error:
            raise SettingsError(f'the badge "{achievement.name}": {error}') from None

    def _save(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def _write(self, name: str, content: dict[str, Any]) -> None:
        text = json.dumps(content, indent=2, ensure_ascii=False)
        self._save(name, f"{text}\n".encode())
