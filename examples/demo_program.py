"""One program of the demo: the data file that says who awards what."""

from __future__ import annotations

from pathlib import Path

from pydantic import ConfigDict

import openbadges_issuer as ob
from openbadges_issuer import strict_json
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.model import View


class Program(View):
    """A data file of the demo. Closed.

    Attributes:
        sources: what the documents about the program say.
        assumed: what they do not say.
        profile: the issuer; its id and the ids of its achievements are given by the host.
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
