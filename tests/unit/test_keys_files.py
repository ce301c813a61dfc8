"""Signing keys in files and environment variables: closed to others, and silent in errors."""

from __future__ import annotations

import json
import os
import stat
import traceback
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from openbadges_issuer.encoding import base64url_decode, base64url_encode
from openbadges_issuer.errors import KeyFormatError, OpenBadgesError, Problem, SettingsError
from openbadges_issuer.keys import KeySigner
from openbadges_issuer.keys.files import load_signer, write_key

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = "correct horse battery staple, déjà vu"  # noqa: S105
ALGORITHMS = ["Ed25519", "ES256", "ES384", "RS256"]

# RFC 8037 appendix A.1
PRIVATE_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
PRIVATE_JWK_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def passphrase(uri: str) -> str:
    assert uri.startswith(("file:", "env:"))
    return PASSPHRASE


def not_asked(uri: str) -> NoReturn:
    pytest.fail(f"the passphrase of {uri} was asked for")


def write(path: Path, text: str | bytes, mode: int = 0o600) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return f"file:{path}"


def pem_of(signer: KeySigner, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    return signer._private_key.private_bytes(Encoding.PEM, form, NoEncryption())


# round trips


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_written_with_a_passphrase_comes_back(tmp_path: Path, algorithm: str) -> None:
    signer = KeySigner.generate(algorithm)
    path = tmp_path / "key.pem"
    write_key(path, signer, PASSPHRASE)
    loaded = load_signer(f"file:{path}", secrets=passphrase)
    assert loaded.public_key == signer.public_key
    assert loaded.verification_method == signer.verification_method
    signer.public_key.verify(loaded.sign(b"data"), b"data")
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_a_key_is_written_in_clear_only_when_said_so(tmp_path: Path) -> None:
    signer = KeySigner.generate()
    path = tmp_path / "key.pem"
    with pytest.raises(SettingsError, match="passphrase"):
        write_key(path, signer)
    with pytest.raises(SettingsError, match="not both"):
        write_key(path, signer, PASSPHRASE, unencrypted=True)
    assert not path.exists()
    write_key(path, signer, unencrypted=True)
    assert load_signer(f"file:{path}", secrets=not_asked).public_key == signer.public_key


@pytest.mark.parametrize("wrong", ["", "x" * 1_024])
def test_an_impossible_passphrase_writes_nothing(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="1 to 1023 bytes"):
        write_key(tmp_path / "key.pem", KeySigner.generate(), wrong)
    assert not list(tmp_path.iterdir())


def test_a_private_jwk_is_read(tmp_path: Path) -> None:
    uri = write(tmp_path / "key.jwk", json.dumps({**PRIVATE_JWK, "alg": "EdDSA", "use": "sig"}))
    signer = load_signer(uri)
    assert signer.public_key.thumbprint == PRIVATE_JWK_THUMBPRINT
    signature = base64url_decode(  # RFC 8037 appendix A.4
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    assert signer.sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc") == signature


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS256"])
def test_private_jwks_of_every_kind_are_read(tmp_path: Path, algorithm: str) -> None:
    signer = KeySigner.generate(algorithm)
    numbers: Any = signer._private_key.private_numbers()  # type: ignore[union-attr]
    if algorithm == "RS256":
        names = {"d": "d", "p": "p", "q": "q", "dp": "dmp1", "dq": "dmq1", "qi": "iqmp"}
        private = {name: uint(getattr(numbers, attribute)) for name, attribute in names.items()}
    else:
        size = {"ES256": 32, "ES384": 48}[algorithm]
        private = {"d": base64url_encode(numbers.private_value.to_bytes(size))}
    uri = write(tmp_path / "key.jwk", json.dumps(signer.public_key.jwk | private))
    assert load_signer(uri).public_key == signer.public_key


def uint(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8))


def test_a_relative_path_is_read_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "key.jwk", json.dumps(PRIVATE_JWK))
    monkeypatch.chdir(tmp_path)
    assert load_signer("file:key.jwk").public_key.thumbprint == PRIVATE_JWK_THUMBPRINT


def test_the_verification_method_can_be_given(tmp_path: Path) -> None:
    uri = write(tmp_path / "key.jwk", json.dumps(PRIVATE_JWK))
    signer = load_signer(uri, verification_method="did:web:example.org#key-1")
    assert signer.verification_method == "did:web:example.org#key-1"


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_key_in_an_environment_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encrypted: bool
) -> None:
    signer = KeySigner.generate()
    write_key(
        tmp_path / "key.pem", signer, PASSPHRASE if encrypted else None, unencrypted=not encrypted
    )
    monkeypatch.setenv("DISTRICT_KEY", (tmp_path / "key.pem").read_text())
    loaded = load_signer("env:DISTRICT_KEY", secrets=passphrase if encrypted else not_asked)
    assert loaded.public_key == signer.public_key


# who can read the file


def test_a_new_key_file_is_closed_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    original = os.open

    def watch(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        descriptor = original(path, flags, mode, **more)
        seen.append((flags & os.O_EXCL, stat.S_IMODE(os.fstat(descriptor).st_mode)))
        return descriptor

    monkeypatch.setattr(os, "open", watch)
    umask = os.umask(0)
    try:
        write_key(tmp_path / "new" / "key.pem", KeySigner.generate(), PASSPHRASE)
    finally:
        os.umask(umask)
    assert seen == [(os.O_EXCL, 0o600)]
    assert stat.S_IMODE((tmp_path / "new" / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_key_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    write_key(path, KeySigner.generate(), PASSPHRASE)
    before = path.read_bytes()
    with pytest.raises(SettingsError, match="is there already"):
        write_key(path, KeySigner.generate(), PASSPHRASE)
    assert path.read_bytes() == before
    with pytest.raises(SettingsError, match="is there already"):
        (tmp_path / "link.pem").symlink_to(tmp_path / "elsewhere.pem")
        write_key(tmp_path / "link.pem", KeySigner.generate(), PASSPHRASE)
    with pytest.raises(SettingsError, match=r"key\.pem"):
        write_key(path / "below.pem", KeySigner.generate(), PASSPHRASE)


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o644, 0o777])
def test_a_file_open_to_others_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a key.jwk"
    uri = write(path, json.dumps(PRIVATE_JWK), mode)
    with pytest.raises(KeyFormatError, match=f"mode {mode:o}") as caught:
        load_signer(uri)
    assert f"chmod 600 '{path}'" in caught.value.message
    path.chmod(0o600)
    load_signer(uri)
    path.chmod(0o400)
    load_signer(uri)


def test_a_file_of_another_user_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.jwk"
    uri = write(path, json.dumps(PRIVATE_JWK))
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:  # a file of the superuser is trusted by everybody
        load_signer(uri)
        os.chown(path, 12_345, -1)
    with pytest.raises(KeyFormatError, match=f"sudo chown {owner + 1} ") as caught:
        load_signer(uri)
    assert str(path) in caught.value.message


# refusals


@pytest.mark.parametrize(
    ("uri", "saying"),
    [
        ("pkcs11:token=district", "pkcs11: is not a place"),
        ("https://example.org/key.pem", "https: is not a place"),
        ("keys/district.pem", "use file:PATH or env:NAME"),
        ("", "use file:PATH or env:NAME"),
        ("file:/nowhere/key.pem", "/nowhere/key.pem was not read: No such file"),
        ("file:", "was not read"),
        ("file:/tmp", "was not read: Is a directory"),
        ("file:key\0.pem", "zero byte"),
        ("env:OPENBADGES_NO_SUCH_KEY", "OPENBADGES_NO_SUCH_KEY holds no key"),
        ("env:", "name of an environment variable"),
        ("env:A-B", "name of an environment variable"),
        ("env:lower_case", "capital letters"),
    ],
)
def test_a_place_that_is_wrong_is_said_so(uri: str, saying: str) -> None:
    with pytest.raises(SettingsError, match=saying):
        load_signer(uri)


def test_an_encrypted_key_needs_somebody_to_ask(tmp_path: Path) -> None:
    write_key(tmp_path / "key.pem", KeySigner.generate(), PASSPHRASE)
    with pytest.raises(SettingsError, match="pass secrets="):
        load_signer(f"file:{tmp_path / 'key.pem'}")


def jwk(**change: Any) -> str:
    return json.dumps({name: value for name, value in (PRIVATE_JWK | change).items() if value})


ED25519, P256 = KeySigner.generate(), KeySigner.generate("ES256")


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("", "neither a PEM file nor a JWK"),
        (b"\xff\xfe\x00", "neither a PEM file nor a JWK"),
        (ED25519.public_key.multikey, "neither a PEM file nor a JWK"),
        (pem_of(ED25519).replace(b"BEGIN", b"BEGINN"), "neither a PEM file nor a JWK"),
        (pem_of(ED25519)[:-60], "damaged"),
        (pem_of(ED25519).replace(b"MC4C", b"MC4D"), "damaged"),
        (pem_of(P256, PrivateFormat.TraditionalOpenSSL), "openssl pkcs8 -topk8"),
        (
            ED25519.public_key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "holds a PUBLIC KEY",
        ),
        (jwk()[:-1], "private JWK was not read"),
        (jwk() + "x", "private JWK was not read"),
        (jwk(d=None), "member d"),
        (jwk(d=PRIVATE_JWK["d"][:-2]), "base64url|32 bytes"),
        (jwk(d=PRIVATE_JWK["x"]), "differ"),
        (jwk(x=None), "member x"),
        (jwk(kty="oct"), "symmetric"),
        (jwk(use="enc"), "use"),
        (jwk(key_ops=["verify"]), "key_ops"),
        (jwk(alg="ES256"), "alg"),
        (json.dumps(P256.public_key.jwk | {"d": base64url_encode(bytes(32))}), "private key"),
        (json.dumps(P256.public_key.jwk | {"d": base64url_encode(b"\xff" * 32)}), "private key"),
        (json.dumps(P256.public_key.jwk | {"d": base64url_encode(b"\x01" * 32)}), "differ"),
    ],
    ids=count(),
)
def test_a_key_that_cannot_be_read_is_said_so(
    tmp_path: Path, text: str | bytes, saying: str
) -> None:
    uri = write(tmp_path / "key", text)
    with pytest.raises(KeyFormatError, match=saying) as caught:
        load_signer(uri, secrets=not_asked)
    assert caught.value.problem is Problem.KEY_INVALID


def test_keys_of_other_kinds_are_said_so(tmp_path: Path) -> None:
    for number, key in enumerate(
        [x25519.X25519PrivateKey.generate(), ec.generate_private_key(ec.SECP521R1())]
    ):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(KeyFormatError) as caught:
            load_signer(write(tmp_path / f"{number}.pem", pem))
        assert caught.value.problem is Problem.KEY_UNSUPPORTED


def test_no_error_holds_a_key_or_a_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = KeySigner.generate()
    write_key(tmp_path / "locked.pem", signer, PASSPHRASE)
    clear = pem_of(signer).decode()
    secret = clear.splitlines()[1]
    wrong_one = "another passphrase"
    monkeypatch.setenv("BROKEN_KEY", clear.replace("END", "END "))
    attempts = [
        (f"file:{tmp_path / 'locked.pem'}", lambda uri: wrong_one),
        (clear, None),  # the key where its place belongs
        (f"env:{clear}", None),
        (f"env:{PRIVATE_JWK['d']}", None),
        (f"env:{PRIVATE_JWK['d'].replace('-', '_')}", None),
        (jwk(), None),
        ("env:BROKEN_KEY", None),
        (write(tmp_path / "broken.pem", clear.replace("MC4C", "MC4D")), None),
        (write(tmp_path / "broken.jwk", jwk()[:-1]), None),
        (write(tmp_path / "wide.jwk", jwk(), 0o644), None),
        (write(tmp_path / "other.jwk", jwk(x=ED25519.public_key.jwk["x"])), None),
        (write(tmp_path / "twice.jwk", jwk()[:-1] + f', "d": "{PRIVATE_JWK["d"]}"}}'), None),
    ]
    for uri, secrets in attempts:
        with pytest.raises(OpenBadgesError) as caught:
            load_signer(uri, secrets=secrets)
        said = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        for hidden in (secret, PRIVATE_JWK["d"][:20], PASSPHRASE, wrong_one):
            assert hidden not in said
