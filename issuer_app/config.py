"""Settings of the host, from the environment or a file `openbadges.env`, and what refuses a start.

Every setting is written with the prefix ``OPENBADGES_`` in capitals: ``OPENBADGES_BASE_URL``.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from issuer_app.addresses import Addresses
from openbadges_issuer.errors import SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

PREFIX = "OPENBADGES_"
ENV_FILE = "openbadges.env"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1")

_BASE_URL = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(?::[1-9][0-9]{0,4})?"
    r"|http://localhost:[1-9][0-9]{0,4}"
)
_LEAST_SECRET_CHARS = 32
_LEAST_DIFFERENT_CHARS = 12


def _base_url(value: str) -> str:
    url = value.rstrip("/")
    if not _BASE_URL.fullmatch(url):
        raise ValueError(
            "the public address of this host: https://, a name in lower case and no path, "
            "such as https://badges.district.example; http://localhost:8000 for trying out"
        )
    return url


def _secret(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if len(text) < _LEAST_SECRET_CHARS or len(set(text)) < _LEAST_DIFFERENT_CHARS:
        raise ValueError(
            f"at least {_LEAST_SECRET_CHARS} random characters; make some with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("the name of a time zone, such as America/Chicago") from None
    return value


def _several(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return [name.strip() for name in value.split(",") if name.strip()]


def _vc_api(value: bool, info: ValidationInfo) -> bool:
    """Refuse the test-use routes on a host that others know: its proxy would bring everybody."""
    base_url = info.data.get("base_url")
    if value and base_url and not Addresses(base_url).is_of_this_computer:
        raise ValueError(
            f"it is for test use on this computer only, and {PREFIX}BASE_URL is an address for "
            "others; make it http://localhost:8000, or https://NAME.localhost behind a proxy that "
            "does TLS, or unset this"
        )
    return value


def _closed(path: Path) -> Path:
    """Refuse a file with a secret in it that others can read."""
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError(f"{path} is open to other users; close it: chmod 600 {path}")
    return path


class Settings(BaseSettings):
    """What a district decides about its host.

    Attributes:
        base_url: public address, under which everything is published. URLs in badges are made
            from it and never from a request.
        host_name: how the pages name this host; default: the name in `base_url`.
        database_url: SQLAlchemy URL: SQLite by default, ``postgresql+psycopg://…``.
        secret_key: signs forms and sessions.
        key_passphrase_file: holds the passphrase of the issuers' key files, mode 600.
        trust_list: files of the issuers that this host knows beside its own, as
            `openbadges_issuer.TrustList` reads them; the one that counts most comes first.
        contact: e-mail address or URL shown to who needs help.
        trusted_proxies: how many reverse proxies stand before this host and set X-Forwarded-For.
        timezone: zone in which the pages write times, such as ``America/Chicago``.
        fetch_seconds: longest time that a request to another host may take.
        verify_seconds: longest time for verifying what one request brings, without that in which
            other hosts answer.
        verify_megabytes: of addresses that a process which verifies may have; about 150 of them
            it has from its start.
        vc_api: whether to serve the test-use routes `/vc-api/…`, to this computer only; `base_url`
            must name it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", frozen=True, extra="ignore"
    )

    base_url: Annotated[str, AfterValidator(_base_url)]
    secret_key: Annotated[SecretStr, AfterValidator(_secret)]
    host_name: str = Field(default="", max_length=100)
    database_url: str = "sqlite:///openbadges.db"
    key_passphrase_file: Annotated[Path, AfterValidator(_closed)] | None = None
    trust_list: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_several)] = ()
    contact: str = Field(default="", max_length=200)
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    fetch_seconds: float = Field(default=5.0, gt=0, le=30)
    verify_seconds: float = Field(default=DEFAULT_LIMITS.process_seconds, gt=0, le=300)
    verify_megabytes: int = Field(default=DEFAULT_LIMITS.process_megabytes, ge=256)
    vc_api: Annotated[bool, AfterValidator(_vc_api)] = False

    @classmethod
    def load(cls, env_file: Path = Path(ENV_FILE), **given: Any) -> Self:
        """Read the settings.

        Args:
            env_file: a file of ``NAME=value`` lines; the environment wins over it.
            given: settings that win over both.

        Raises:
            SettingsError: a setting is missing or wrong, or the file is open to other users; it
                names the variable, never a value.
        """
        try:
            if env_file.exists():
                _closed(env_file)
        except ValueError as error:
            raise SettingsError(str(error)) from None
        cls._refuse_unknown(env_file)
        try:
            return cls(_env_file=env_file, **given)  # type: ignore[call-arg]  # pydantic-settings' own
        except ValidationError as error:
            raise SettingsError(
                "; ".join(
                    f"{PREFIX}{'.'.join(map(str, fault['loc'])).upper()}: "
                    + ("it is missing" if fault["type"] == "missing" else _sentence(fault["msg"]))
                    for fault in error.errors(include_input=False, include_url=False)
                )
            ) from None

    @classmethod
    def _refuse_unknown(cls, env_file: Path) -> None:
        """Refuse a setting in the file that does not exist: it would be left out without a word."""
        try:
            given = dotenv_values(env_file, encoding="utf-8")
        except UnicodeDecodeError:
            raise SettingsError(f"{env_file}: this is not UTF-8 text; save it as UTF-8") from None
        known = sorted(f"{PREFIX}{name.upper()}" for name in cls.model_fields)
        for name in map(str.upper, given):
            if name.startswith(PREFIX) and name not in known:
                likely = get_close_matches(name, known, 1)
                hint = f"is it {likely[0]}?" if likely else f"known are {', '.join(known)}"
                raise SettingsError(f"{env_file}: there is no setting {name}; {hint}")

    @property
    def name(self) -> str:
        """How the pages name this host."""
        return self.host_name or self.addresses.netloc

    @property
    def addresses(self) -> Addresses:
        """Under which addresses everything is published."""
        return Addresses(self.base_url)

    def passphrase(self, _key_uri: str) -> str:
        """Give the passphrase of the issuers' key files.

        Raises:
            SettingsError: there is none.
        """
        if self.key_passphrase_file is None:
            raise SettingsError(
                f"the key is encrypted: name the file with its passphrase in {PREFIX}"
                "KEY_PASSPHRASE_FILE"
            )
        text = _closed(self.key_passphrase_file).read_text("utf-8", "surrogateescape")
        return text.removesuffix("\n").removesuffix("\r")


def refuse_to_strangers(addresses: Iterable[Any]) -> None:
    """Refuse to serve the test-use routes at an address that others reach.

    Args:
        addresses: where the server would listen, as the pairs of host and port that sockets take;
            anything else, such as the path of a socket, is where a proxy might stand before it.

    Raises:
        SettingsError: one is not of this computer alone.
    """
    for address in addresses:
        if not isinstance(address, tuple) or not is_loopback(address[0]):
            raise SettingsError(
                f"{PREFIX}VC_API is for test use on this computer only, and {address} is not: "
                "bind to 127.0.0.1, or unset it"
            )


def is_loopback(host: str | None) -> bool:
    """Tell whether a host name or address is this computer alone."""
    if host in LOOPBACK_HOSTS:
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def refuse_debugging() -> None:
    """Refuse Flask's debug mode.

    Raises:
        SettingsError: the environment asks for it.
    """
    if os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        raise SettingsError("debug mode shows secrets to whoever asks: unset FLASK_DEBUG")


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")
