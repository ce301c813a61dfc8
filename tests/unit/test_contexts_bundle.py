"""The bundled contexts are the bytes that were pinned, all of them, and nothing else."""

import base64
import hashlib
import json
from importlib.resources import files

import pytest
import rfc8785

BUNDLE = files("openbadges_contexts")
INDEX = "index.json"
EXAMPLES_FILE = "credentials-examples-v2.json"
NAMES = sorted(
    entry.name
    for entry in BUNDLE.iterdir()
    if entry.name.endswith((".json", ".jsonld")) and entry.name != INDEX
)

# Written out here too, so that a file and its line in SHA256SUMS cannot change together unseen.
PUBLISHED = {
    "credentials-v2.json": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    "ob-3.0.3.json": "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
}
# Taken from JavaScript modules, where only the value is sure: its RFC 8785 form is pinned.
CANONICAL = {
    "ob-3.0.0.json": "2c54acaa1cffda2420be32ab61f0a2082051211131c6337686f36f2537aa859b",
    "ob-beta.json": "f6c4c3b3b800cb9ffc87828d8105e3dd0d20692e5936d2cc4dead2b247e11a08",
}
CREDENTIALS_V2_SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
CREDENTIALS_V2_MULTIHASH = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"


def content(name: str) -> bytes:
    return (BUNDLE / name).read_bytes()


def unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len({key for key, _ in pairs}) == len(pairs), "a JSON member is given twice"
    return dict(pairs)


def sums() -> list[tuple[str, str]]:
    """The lines of SHA256SUMS as (name, digest)."""
    lines = [line.split("  ", 1) for line in content("SHA256SUMS").decode("ascii").splitlines()]
    return [(name, digest) for digest, name in lines]


def index() -> dict[str, str]:
    value = json.loads(content(INDEX), object_pairs_hook=unique_keys)
    assert isinstance(value, dict)
    return value


def test_sums_list_exactly_the_context_files_in_order() -> None:
    assert [name for name, _ in sums()] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_file_has_its_listed_digest(name: str) -> None:
    assert hashlib.sha256(content(name)).hexdigest() == dict(sums())[name]


@pytest.mark.parametrize(("name", "digest"), PUBLISHED.items())
def test_file_has_the_published_digest(name: str, digest: str) -> None:
    assert hashlib.sha256(content(name)).hexdigest() == digest


@pytest.mark.parametrize(("name", "digest"), CANONICAL.items())
def test_file_from_a_module_has_the_pinned_value(name: str, digest: str) -> None:
    assert hashlib.sha256(rfc8785.dumps(json.loads(content(name)))).hexdigest() == digest


@pytest.mark.parametrize("name", NAMES)
def test_file_is_a_json_object_with_a_context(name: str) -> None:
    document = json.loads(content(name), object_pairs_hook=unique_keys)
    assert isinstance(document, dict)
    assert "@context" in document


def test_index_names_every_file_and_only_files() -> None:
    assert {*index().values(), EXAMPLES_FILE} == set(NAMES)


def test_both_beta_urls_share_one_file() -> None:
    beta = {url for url, name in index().items() if name == "ob-beta.json"}
    assert beta == {
        "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
        "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
    }


def test_examples_context_is_in_no_index() -> None:
    assert "https://www.w3.org/ns/credentials/examples/v2" not in index()
    assert EXAMPLES_FILE not in index().values()


def test_credentials_v2_has_its_subresource_integrity_digest() -> None:
    digest = hashlib.sha384(content("credentials-v2.json")).digest()
    assert "sha384-" + base64.b64encode(digest).decode() == CREDENTIALS_V2_SRI


def test_credentials_v2_has_its_multihash_digest() -> None:
    multihash = b"\x12\x20" + hashlib.sha256(content("credentials-v2.json")).digest()
    encoded = base64.urlsafe_b64encode(multihash).decode().rstrip("=")
    assert "u" + encoded == CREDENTIALS_V2_MULTIHASH


def test_sources_name_every_url_file_and_digest() -> None:
    rows = [line for line in content("SOURCES.md").decode().splitlines() if line.startswith("| `")]
    assert len(rows) == len(NAMES)
    for name, digest in sums():
        (row,) = (row for row in rows if row.startswith(f"| `{name}` |"))
        assert f"`{digest}`" in row
        assert all(url in row.split() for url, file in index().items() if file == name)
