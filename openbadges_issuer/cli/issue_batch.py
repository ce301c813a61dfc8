"""`openbadges issue-batch`: award one achievement to everybody in a CSV file."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

import openbadges_issuer as ob
from openbadges_issuer.bulk import CHUNK
from openbadges_issuer.cli.award_folder import RECORD, AwardFolder, Made, hash_of, open_folder
from openbadges_issuer.cli.award_rows import COLUMNS, Defaults, Row, award_of, explain, rows_of
from openbadges_issuer.cli.endorsements import (
    EndorsementFiles,
    check_placed,
    read_endorsements,
    with_endorsements,
)
from openbadges_issuer.cli.files import naming, read_json
from openbadges_issuer.cli.issue import Form, Securing, mechanism_of
from openbadges_issuer.cli.keys import KeyFile, PassphraseFile
from openbadges_issuer.cli.lists import Places, open_places
from openbadges_issuer.cli.options import END_OF_DAY, START_OF_DAY, moment
from openbadges_issuer.cli.own_issuer import IssuerPlace, open_issuer
from openbadges_issuer.cli.progress import bar
from openbadges_issuer.cli.terminal import complain, note, say
from openbadges_issuer.errors import InputError, OpenBadgesError, Problem
from openbadges_issuer.limits import DEFAULT_LIMITS

_NOT_ALL = 3
_HELP = "\n\n".join(
    (
        "Award an achievement to everybody in a CSV file: sign a badge for each row.",
        "The first row names the columns; only email or did must be there:",
        "\b\n" + "\n".join(f"{name:<21} {meaning}" for name, meaning in COLUMNS.items()),
        "A row that is wrong is told with its line, and the others are issued. The badges go into "
        f"the folder of --out, one file each, and {RECORD} there, which only you can read, says "
        "whose each is.",
    )
)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("issue-batch", help=_HELP)(issue_batch)


def issue_batch(
    awards: Annotated[Path, typer.Argument(metavar="AWARDS.csv", help="The rows, in UTF-8.")],
    issuer: IssuerPlace,
    key: KeyFile,
    achievement: Annotated[
        Path, typer.Option(metavar="FILE", help="JSON of the Achievement, as in the standard.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the badges.")],
    endorsement: EndorsementFiles = None,
    status_state: Annotated[
        Path | None,
        typer.Option(
            metavar="LIST.state.json",
            help="Working state of the list on which the badges can be withdrawn later.",
        ),
    ] = None,
    awarded: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Day (UTC) or date-time, where a row has none."),
    ] = None,
    valid_until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Last day (UTC) or date-time, where a row has none."),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--as", help="Default: json; jwt for a key that is not Ed25519."),
    ] = None,
    securing: Securing = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with a folder, and skip the rows whose badge is in it."
        ),
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Processes to use; the key stays in this one.")
    ] = 1,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Sign a badge for each row."""
    content = read_json(achievement)
    with naming(achievement):
        what = ob.Achievement.of(content)
    vouching = read_endorsements(endorsement)
    what = with_endorsements(what, vouching)
    defaults = Defaults(
        what,
        moment("--awarded", awarded, START_OF_DAY),
        moment("--valid-until", valid_until, END_OF_DAY),
    )
    total = sum(1 for _ in rows_of(awards))
    own = open_issuer(issuer, key, passphrase_file, vouching)
    check_placed(vouching, own.issuer.profile, what)
    mechanism = mechanism_of(securing, form, own)
    alike: dict[str, Any] = {
        "achievement": content,
        "issuer": own.issuer.profile.to_json(),
        "awarded": awarded,
        "valid_until": valid_until,
        "securing": mechanism,
    }
    if vouching:
        alike["endorsements"] = [one.text for one in vouching]
    with (
        open_folder(out, mechanism, resume=resume) as folder,
        _places(status_state, total - len(folder)) as places,
    ):
        batch = _Batch(awards, defaults, folder, places, alike)
        with bar("Issuing", total) as show, batch.kept():
            for issued in own.issuer.issue_many(
                batch.awards(), securing=mechanism, workers=workers
            ):
                batch.keep(issued)
                show(batch.done)
    say(batch.summary(out))
    raise typer.Exit(_NOT_ALL if batch.wrong else 0)


def _places(state: Path | None, most: int) -> AbstractContextManager[Places | None]:
    return open_places(state, most) if state else nullcontext()


def _check_size(badge: ob.SignedCredential) -> None:
    """Refuse a badge that no verifier of ours would read."""
    most = DEFAULT_LIMITS.credential_bytes
    if len(badge.bytes) > most:
        raise InputError(
            f"the badge has {len(badge.bytes):,} bytes, and a verifier reads {most:,}: shorten "
            "what this row says",
            problem=Problem.TOO_LARGE,
        )


@contextmanager
def _handling_the_end(handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Handle Ctrl-C and what asks a process to end."""
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, usual in before.items():
            signal.signal(number, usual)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold the end back until what was begun is done."""
    held: list[int] = []
    with _handling_the_end(lambda number, frame: held.append(number)):
        yield
    if held:
        signal.raise_signal(held[0])


class _Batch:
    """The rows on their way from the file to the folder."""

    def __init__(
        self,
        source: Path,
        defaults: Defaults,
        folder: AwardFolder,
        places: Places | None,
        alike: Mapping[str, Any],
    ) -> None:
        self._source = source
        self._defaults = defaults
        self._folder = folder
        self._places = places
        self._alike = alike
        self._on_their_way: deque[tuple[Row, str, ob.StatusEntry | None]] = deque()
        self._signed: list[Made] = []
        self._given_back = False
        self._there = 0
        self._written = 0
        self.wrong = 0

    @property
    def done(self) -> int:
        """Count the rows that are dealt with."""
        return self._written + len(self._signed) + self._there + self.wrong

    def awards(self) -> Iterator[ob.Award]:
        """Give what is to be issued; rows that cannot be are told."""
        for row in rows_of(self._source):
            try:
                award = award_of(row, self._defaults)
                asked_for = hash_of(row, self._alike)
                if self._folder.has(row, asked_for):
                    self._there += 1
                    continue
            except OpenBadgesError as error:
                self._tell(row, error)
                continue
            entry = self._places.take() if self._places else None
            self._on_their_way.append((row, asked_for, entry))
            yield replace(award, status=entry)

    def keep(self, issued: ob.Issued) -> None:
        """Take what became of the first row on its way."""
        row, asked_for, entry = self._on_their_way.popleft()
        try:
            badge = issued.require()
            _check_size(badge)
        except OpenBadgesError as error:
            self._give_back(entry)
            self._tell(row, error)
            return
        self._signed.append(Made(row, asked_for, badge, entry))
        if len(self._signed) == CHUNK:
            self._write()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """See that what was signed is kept, however it ends."""
        try:
            with _handling_the_end(signal.default_int_handler):
                yield
        except KeyboardInterrupt:
            note("Interrupted. What was signed is kept; the same command with --resume goes on.")
            raise
        finally:
            with _uninterrupted():
                while self._on_their_way:
                    self._give_back(self._on_their_way.popleft()[-1])
                self._write()

    def summary(self, out: Path) -> str:
        """Say what was done."""
        parts = [f"{self._written:,} badges are new in {out}."]
        if self._there:
            parts.append(f"{self._there:,} were there already.")
        if self.wrong:
            parts.append(f"{self.wrong:,} rows were not issued, for the reasons above.")
        return " ".join(parts)

    def _write(self) -> None:
        with _uninterrupted():
            signed, self._signed = self._signed, []
            if self._places and (signed or self._given_back):
                self._places.save()  # before anybody learns of a badge
                self._given_back = False
            if signed:
                self._folder.put(signed)
                self._written += len(signed)

    def _give_back(self, entry: ob.StatusEntry | None) -> None:
        if self._places and entry:
            self._places.give_back(entry)
            self._given_back = True  # an earlier save may have kept it as taken

    def _tell(self, row: Row, error: OpenBadgesError) -> None:
        self.wrong += 1
        complain(f"{self._source}: line {row.line}: {explain(error)}")
