"""Under which addresses everything is published. They are made from the settings alone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Addresses:
    """Names each thing that this host publishes.

    Attributes:
        base_url: public address of the host, without a slash at its end.
    """

    base_url: str

    @property
    def netloc(self) -> str:
        """Host name, with its port if it has one."""
        return urlsplit(self.base_url).netloc

    @property
    def is_loopback(self) -> bool:
        """Tell whether the host is for trying out, on this computer only."""
        return self.base_url.startswith("http://localhost:")

    @property
    def is_of_this_computer(self) -> bool:
        """Tell whether the name is one that nobody else reaches: of loopback (RFC 6761 6.3)."""
        host = urlsplit(self.base_url).hostname or ""
        return host == "localhost" or host.endswith(".localhost")

    @property
    def host_did(self) -> str:
        """The did:web identifier of the host itself."""
        return "did:web:" + quote(self.netloc, safe="")

    def issuer_did(self, slug: str) -> str:
        """The did:web identifier of an issuer that is not the host itself."""
        return f"{self.host_did}:issuers:{slug}"

    def issuer(self, slug: str) -> str:
        """An issuer's page and profile."""
        return f"{self.base_url}/issuers/{slug}"

    def achievement(self, id_: str) -> str:
        """An achievement, which is its id in badges."""
        return f"{self.base_url}/achievements/{id_}"

    def image(self, digest: str, kind: str) -> str:
        """A picture, by the SHA-256 of its bytes."""
        return f"{self.base_url}/images/{digest}.{kind}"

    def credential(self, id_: str) -> str:
        """A badge for programs, which is its id."""
        return f"{self.base_url}/credentials/{id_}"

    def share_page(self, code: str) -> str:
        """A badge for people."""
        return f"{self.base_url}/b/{code}"

    def status_list(self, id_: str) -> str:
        """A status list."""
        return f"{self.base_url}/status/{id_}"

    def path(self, url: str) -> str | None:
        """Take the path out of one of our own addresses; None for every other."""
        return url.removeprefix(self.base_url) if url.startswith(f"{self.base_url}/") else None
