"""What `openbadges verify` does, whichever way its options were read."""

from __future__ import annotations

import json
import os.path
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import openbadges_issuer as ob
from openbadges_issuer.cli.documents import document_url, given_documents
from openbadges_issuer.cli.terminal import note
from openbadges_issuer.errors import Problem, ResolutionError, SettingsError
from openbadges_issuer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from openbadges_issuer.verifying.explaining.trail import Trail

_MOST_BYTES = max(DEFAULT_LIMITS.image_bytes, DEFAULT_LIMITS.credential_bytes)
_MOST_BYTES_OF_A_FILE = max(_MOST_BYTES, DEFAULT_LIMITS.bundle_bytes)
_ACCEPT = (
    "application/vc, application/vc+jwt, application/vc+ld+json, application/ld+json, "
    "application/json, image/png, image/svg+xml, text/plain"
)


class Request(NamedTuple):
    """What was typed: the argument, and each option by its name.

    The kind of an option is that of its default: a flag (False), a value that may be given again
    (a tuple), else a value.
    """

    what: str
    trust: tuple[str, ...] = ()
    any_issuer: bool = False
    recipient: str | None = None
    did_document: tuple[str, ...] = ()
    status_list: tuple[str, ...] = ()
    online: bool = False
    offline: bool = False
    host: str | None = None
    allow_loopback: bool = False
    json: bool = False
    explain: bool = False


def run(request: Request) -> int:
    """Verify, print the report, and return the exit status.

    Raises:
        OpenBadgesError: an option is wrong, or a file that it names.
        OSError: a file cannot be read.
    """
    link = _link(request.what, request.host)
    if request.offline and (link or request.online or request.allow_loopback):
        raise SettingsError("--offline fetches nothing: give a file, and no option that fetches")
    content = None if link else read_badge(request.what)
    request = request._replace(online=request.online or link is not None)
    verifier, fetcher = verifier_for(request)
    try:
        fetched = link and fetcher.fetch(link, max_bytes=_MOST_BYTES, accept=_ACCEPT).content
    except ob.FetchError as error:
        report, trail = verifier.unreached(error), None
    else:
        badge = fetched or content or b""
        if request.explain:
            report, trail = verifier.explain(badge, recipient=request.recipient)
        else:
            report, trail = verifier.verify(badge, recipient=request.recipient), None
    return _tell(report, trail, request)


def run_bounded(request: Request) -> int:
    """As `run`, but in a process that is ended when it takes too much, which is told as a doubt."""
    from openbadges_issuer.cli.apart import run_apart  # noqa: PLC0415  # one badge alone

    code = run_apart(lambda: run(request))
    if code is not None:
        return code
    nobody = ob.Verifier(ob.Policy(any_issuer=True), fetcher=ob.Offline())
    return _tell(nobody.unfinished(), None, request)


def _tell(report: ob.Report, trail: Trail | None, request: Request) -> int:
    if request.json:
        members = report.to_json()
        if request.explain:
            members["trail"] = trail and trail.to_json()
        sys.stdout.write(json.dumps(members, indent=2) + "\n")
    else:
        from openbadges_issuer.cli.showing import show_report  # noqa: PLC0415  # for people only

        show_report(report)
        if request.explain and report.found_in == "ZIP":
            note(
                "--explain goes with one badge: take one out of the folder badges/ of this file, "
                "and give it alone. It is verified without the copies beside it then."
            )
        if trail is not None:
            from openbadges_issuer.cli.explaining import show_trail  # noqa: PLC0415  # when asked

            show_trail(trail)
        for sentence in what_is_missing(report, request):
            note(sentence)
    return report.verdict.exit_status


def verifier_for(request: Request) -> tuple[ob.Verifier, ob.Fetcher]:
    """Make the verifier that was asked for, and what it fetches with.

    Raises:
        OpenBadgesError, OSError: as `run`.
    """
    if request.trust and request.any_issuer:
        raise SettingsError("--trust and --any-issuer contradict each other: give one of them")
    policy = (
        ob.Policy(any_issuer=True)
        if request.any_issuer
        else ob.Policy(trust=list(map(ob.TrustList.load, request.trust)))
    )
    fetcher = fetcher_for(request)
    return ob.Verifier(policy, fetcher=fetcher), fetcher


def fetcher_for(request: Request) -> ob.Fetcher:
    """Make what fetches: the files that were given, and the network where that was asked for.

    Raises:
        OpenBadgesError, OSError: as `run`.
    """
    documents = given_documents(request.did_document, request.status_list)
    network = _network(online=request.online, loopback=request.allow_loopback)
    return ob.Prefetched(documents, retrieved_at=datetime.now(UTC), otherwise=network)


def what_is_missing(report: ob.Report, request: Request) -> Iterator[str]:
    """Say which file would have answered what could not be checked."""
    if report.verdict is ob.Verdict.ISSUER_UNKNOWN and not request.trust:
        yield "No issuer is known without a list of those you trust: give it with --trust."
    if request.online or request.allow_loopback:
        return
    problems = {check.problem for check in report.checks}
    if Problem.KEY_UNREACHABLE in problems:
        with suppress(ResolutionError):  # an id that names no address
            url = document_url(report.issuer_id or "")
            yield (
                "Nothing was fetched. Say --online, or save the document of the issuer's keys, "
                f"{url or 'which the report on the badge names'}, and give it with --did-document."
            )
    if Problem.STATUS_RETRIEVAL in problems:
        yield (
            "Nothing was fetched. Say --online, or save the list of withdrawn badges, whose "
            "address the report on the badge names, and give it with --status-list."
        )


def read_badge(file: str) -> bytes:
    """Read what is to be verified; one byte too many is enough for the report to say so.

    Args:
        file: its name; ``-`` is standard input.

    Raises:
        OSError: it cannot be read.
    """
    if file == "-":
        return sys.stdin.buffer.read(_MOST_BYTES_OF_A_FILE + 1)
    with open(file, "rb") as opened:  # noqa: PTH123  # pathlib takes longer to load
        return opened.read(_MOST_BYTES_OF_A_FILE + 1)


def _link(what: str, host: str | None) -> str | None:
    """Take a link, or make one of a code and its host; None for a file."""
    if what.lower().startswith(("https://", "http://")):
        return what
    if what == "-" or os.path.exists(what):  # noqa: PTH110  # pathlib takes longer to load
        return None
    from openbadges_issuer import share_code  # noqa: PLC0415  # for what is no file

    code = share_code.normalize(what)
    if code is None:
        return None
    if host is None:
        raise SettingsError(
            f"there is no file {what}. If it is the code on a paper, name the host that stands "
            "beside it there: --host https://badges.example.org"
        )
    return f"{host.rstrip('/')}/b/{code}"


def _network(*, online: bool, loopback: bool) -> ob.Fetcher:
    outside: ob.Fetcher = ob.HttpsFetcher() if online else ob.Offline()
    return ob.LoopbackFetcher(outside) if loopback else outside
