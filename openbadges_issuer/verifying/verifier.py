"""The verifier: bytes in, a report out. It never raises on what it is given to verify.

Specification: Open Badges 3.0 section 9.1 (verification), VC Data Model 2.0 section 7.1.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, MutableMapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from openbadges_issuer import bulk, timestamps
from openbadges_issuer.errors import FetchError, OpenBadgesError, SettingsError
from openbadges_issuer.fetching import FetchedOnce, Fetcher
from openbadges_issuer.limits import DEFAULT_LIMITS, Limits
from openbadges_issuer.memo import Memo
from openbadges_issuer.report import Report
from openbadges_issuer.verifying.circumstances import Circumstances
from openbadges_issuer.verifying.examining import (
    Asked,
    Examiner,
    unfinished,
    unreached,
    unread,
)
from openbadges_issuer.verifying.many import (
    Dated,
    FetchedLately,
    FetcherThere,
    Item,
    SeenThere,
    answer,
)
from openbadges_issuer.verifying.policy import Policy
from openbadges_issuer.verifying.reader import is_archive, read
from openbadges_issuer.verifying.remembered import Remembered
from openbadges_issuer.verifying.status_lists import StatusLists

if TYPE_CHECKING:
    from openbadges_issuer.verifying.explaining.trail import Explained


class Verifier:
    """Verifies badges under one policy."""

    def __init__(
        self,
        policy: Policy,
        *,
        fetcher: Fetcher,
        clock: Callable[[], datetime] = timestamps.now,
        limits: Limits = DEFAULT_LIMITS,
        seen_lists: MutableMapping[str, datetime] | None = None,
    ) -> None:
        """Keep what verification depends on.

        Args:
            policy: whom the verifying side knows.
            fetcher: retrieves DID documents and status lists; `Offline()` retrieves nothing.
            clock: gives the time of a verification, with offset.
            limits: bounds on untrusted input.
            seen_lists: by URL, the newest status list seen, so that an older one never replaces
                it; kept for the life of the verifier when not given.

        Raises:
            SettingsError: `limits` allow inline contexts, by which a badge could say anything.
        """
        if limits.inline_contexts:
            raise SettingsError("inline contexts are for test use; a badge must not bring any")
        self._policy = policy
        self._fetcher = fetcher
        self._clock = clock
        self._limits = limits
        self._seen_lists: MutableMapping[str, datetime] = {} if seen_lists is None else seen_lists
        self._memo = Memo()
        self._examiner = Examiner(policy, self._seen_lists, Remembered())

    def verify(
        self,
        data: bytes | str,
        *,
        recipient: str | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Report:
        """Verify one badge.

        Args:
            data: a file's bytes or a text: JSON, compact JWS, PNG, SVG, or a bundle of these.
            recipient: the identity to match: e-mail address, name, or DID; None asks nobody.
            files: the bytes of files that are said to be the badge's evidence, by the id of that.

        Returns:
            The report. Bad input, a missing network and every kind of forgery are verdicts.

        Raises:
            SettingsError: the clock gives a time without an offset.
            TypeError: `data` is neither bytes nor text.
        """
        badge = Dated(data, recipient, self._now())
        return self._verify(badge, FetchedOnce(self._fetcher), files)

    def explain(
        self,
        data: bytes | str,
        *,
        recipient: str | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Explained:
        """Verify one badge as `verify` does, and tell how the answers were computed.

        The trail is computed beside the verification and changes nothing in it; no more is fetched.

        Args:
            data: as for `verify`.
            recipient: as for `verify`.
            files: as for `verify`.

        Raises:
            SettingsError, TypeError: as `verify`.
        """
        from openbadges_issuer.verifying.explaining import (  # noqa: PLC0415  # for whoever asks
            Closable,
            explain,
        )
        from openbadges_issuer.verifying.explaining.trail import Explained  # noqa: PLC0415

        network = Closable(self._fetcher)
        badge, fetcher = Dated(data, recipient, self._now()), FetchedOnce(network)
        report = self._verify(badge, fetcher, files)
        network.closed = True
        lists = StatusLists(
            Circumstances(fetcher, badge.now, self._limits, Memo()),
            ChainMap({}, self._seen_lists),  # which stay as they are
            self._policy.trust,
            Remembered(),
        )
        return Explained(report, explain(data, lists))

    def verify_many(
        self,
        items: Iterable[Item],
        *,
        workers: int = 1,
        apart: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Generator[Report, None, None]:
        """Verify any number of badges, in order and as the reports are asked for.

        Each is verified as by `verify`, but what several need (an issuer's keys, a status list) is
        fetched once in five minutes, and is proved once. Memory does not grow with the number.
        Workers end with the last badge, or when what is returned is closed or dropped.

        Args:
            items: each a file's bytes or a text, or a pair of that and the identity to match;
                taken as needed: one at a time, with more processes up to 128 ahead for each (32
                when `apart`).
            workers: processes, of which this is one. The fetcher stays in this process, whatever
                it is, and so do `seen_lists` and the clock. The others have neither the memory nor
                the environment variables of this process, and do not run its script.
            apart: whether all of them are others, each of which is ended when a badge takes more
                than `Limits.process_seconds` or `Limits.process_megabytes`. That badge is reported
                on as by `unfinished`, and the others are verified.
            progress: called with the number of badges done so far.

        Raises:
            SettingsError: fewer than one process.
            WorkerError: while it runs: a worker did not start, or was killed; when `apart`, the
                first did not start, or the policy cannot be sent to it.
            TypeError: while it runs: an item is something else.
        """
        bulk.check_workers(workers)
        return self._verify_many(items, workers, apart, progress)

    def _verify_many(
        self,
        items: Iterable[Item],
        workers: int,
        apart: bool,
        progress: Callable[[int], None] | None,
    ) -> Generator[Report, None, None]:
        lately = FetchedLately(self._fetcher)

        def dated() -> Iterator[Dated]:
            for item in items:
                badge = Dated.of(item, self._now())
                lately.at(badge.now)
                yield badge

        def here(ask: bulk.Ask) -> Callable[[Dated], Report]:
            return lambda badge: self._verify(badge, lately.at(badge.now))

        there = partial(_verifying, self._policy, self._limits, lately.current.loopback)
        told = partial(answer, fetched=lately, seen_lists=self._seen_lists)
        if apart:
            from openbadges_issuer.bulk.each_apart import each_apart  # noqa: PLC0415  # threads

            reports = each_apart(
                there,
                dated(),
                workers=workers,
                answer=told,
                limits=self._limits,
                instead=lambda badge: unfinished(badge.now),
                weigh=lambda badge: badge.weight,
            )
        else:
            reports = bulk.in_order(
                here if workers == 1 else there,
                dated(),
                workers=workers,
                answer=told,
                weigh=lambda badge: badge.weight,
            )
        with closing(reports):
            for done, report in enumerate(reports, start=1):
                if progress:
                    progress(done)
                yield report

    def _now(self) -> datetime:
        now = self._clock()
        if now.utcoffset() is None:
            raise SettingsError("the clock gave a time without a time zone; give it one, as UTC")
        return now.astimezone(UTC)

    def _verify(
        self, badge: Dated, fetcher: FetchedOnce, files: Mapping[str, bytes] | None = None
    ) -> Report:
        data, recipient, now = badge
        asked = Asked(recipient, files=files)
        circumstances = Circumstances(
            fetcher, now, self._limits, self._memo, trust=self._policy.trust
        )
        try:
            if is_archive(data):
                from openbadges_issuer.verifying import bundled  # noqa: PLC0415  # seldom given

                return bundled.examine_bundle(bytes(data), asked, circumstances, self._examiner)
            found = read(data, limits=self._limits)
        except OpenBadgesError as error:
            return unread(error, asked, now)
        return self._examiner.examine(found, asked, circumstances)

    def unreached(self, error: FetchError) -> Report:
        """Report on a link that led to nothing that could be verified.

        Args:
            error: why what the link leads to was not fetched.

        Returns:
            The report: `key_unreachable` where it may work another time, else `not_a_badge`.
        """
        return unreached(error, self._now())

    def unfinished(self) -> Report:
        """Report on a badge whose verification was ended, as it took too much time or memory.

        Returns:
            The report: `unsupported`, with the problem `TOO_COMPLEX`.
        """
        return unfinished(self._now())


def _verifying(
    policy: Policy, limits: Limits, loopback: bool, ask: bulk.Ask
) -> Callable[[Dated], Report]:
    """Make the work of a worker."""
    fetcher, seen_lists = FetcherThere(ask, loopback=loopback), SeenThere(ask)
    verifier = Verifier(policy, fetcher=fetcher, limits=limits, seen_lists=seen_lists)
    lately = FetchedLately(fetcher, forget=seen_lists.clear)
    return lambda badge: verifier._verify(badge, lately.at(badge.now))
