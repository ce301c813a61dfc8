"""The host's verbs of the command `openbadges`. They work on the host's database directly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openbadges_issuer.errors import SettingsError
from openbadges_issuer.plain_text import plain

if TYPE_CHECKING:
    from issuer_app.wiring import Host

_ACTOR = "command line"

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The issuer's name in addresses.")]
CredentialId = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the badge, or the last part of it.")
]
EnvFile = Annotated[
    Path,
    typer.Option(
        "--env-file", metavar="FILE", help="Settings as NAME=value; the environment wins over it."
    ),
]
_ENV_FILE = Path("openbadges.env")
_PAGE = 200


def register(app: typer.Typer) -> None:
    """Add the verbs; called by the command through the entry-point group `openbadges.commands`."""
    _group(app, "db", "The host's database.").command("upgrade")(upgrade)
    issuers = _group(app, "issuer", "Set up who awards the badges.")
    issuers.command("add")(add_issuer)
    issuers.command("use-key")(use_key)
    tokens = _group(app, "token", "Bearer tokens of the host's API.")
    tokens.command("new")(new_token)
    tokens.command("list")(list_tokens)
    tokens.command("revoke")(revoke_token)
    app.command("list")(list_badges)
    for verb in (award, revoke, share, audit, serve):
        app.command()(verb)


def upgrade(env_file: EnvFile = _ENV_FILE) -> None:
    """Make the tables, or bring them up to date. Do it before the first start and each update."""
    host = _host(env_file, current=False)
    host.database.upgrade()
    typer.echo("The database is up to date.")


def add_issuer(
    slug: Slug,
    name: Annotated[str, typer.Option(help="The issuer's name.")],
    key: Annotated[
        str, typer.Option(metavar="file:PATH", help="Where its Ed25519 key is; see keygen.")
    ],
    url: Annotated[str | None, typer.Option(help="Its web site.")] = None,
    email: Annotated[str | None, typer.Option(help="For questions about badges.")] = None,
    description: Annotated[str | None, typer.Option(help="One sentence about it.")] = None,
    is_host: Annotated[
        bool,
        typer.Option(
            "--host", help="Its id is this host's own address, did:web:HOST. One issuer can."
        ),
    ] = False,
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Take an issuer in and publish its profile and keys."""
    members = {"url": url, "email": email, "description": description}
    given = {name: value for name, value in members.items() if value is not None}
    host = _host(env_file)
    made = host.accounts.add_issuer(
        slug, _key_uri(key), actor=_ACTOR, is_host=is_host, name=name, **given
    )
    typer.echo(f"The issuer is {made.did}. Its page: {host.settings.addresses.issuer(slug)}")


def use_key(
    slug: Slug,
    key: Annotated[str, typer.Option(metavar="file:PATH", help="Where the new key is.")],
    stolen: Annotated[
        bool,
        typer.Option("--old-is-stolen", help="Badges signed with the old key count no more."),
    ] = False,
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Sign with a new key from now on. What the old key signed stays good, unless it was stolen."""
    host = _host(env_file)
    made = host.accounts.use_key(slug, _key_uri(key), old_is_stolen=stolen, actor=_ACTOR)
    typer.echo(f"{made.did} signs with the new key from now on.")


def new_token(
    slug: Slug,
    name: Annotated[str, typer.Option(help="What it is for, such as the program's name.")],
    days: Annotated[int, typer.Option(help="How long it lasts.")] = 365,
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Make a bearer token with which a program may award in this issuer's name. Shown once."""
    text, row = _host(env_file).accounts.new_token(slug, name, days=days, actor=_ACTOR)
    typer.echo(text)
    typer.echo(
        f"It lasts until {row.expires_at:%Y-%m-%d} and is not shown again: keep it as a password.",
        err=True,
    )


def list_tokens(slug: Slug, env_file: EnvFile = _ENV_FILE) -> None:
    """List the tokens that work; not the tokens themselves, which nobody knows here."""
    for row in _host(env_file).accounts.tokens(slug):
        typer.echo(f"{row.id}  until {row.expires_at:%Y-%m-%d}  {plain(row.name)}")


def revoke_token(
    slug: Slug,
    id_: Annotated[int, typer.Argument(metavar="NUMBER", help="As `token list` gives it.")],
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Let a token work no more."""
    _host(env_file).accounts.revoke_token(slug, id_, actor=_ACTOR)
    typer.echo("The token works no more.")


def audit(slug: Slug, env_file: EnvFile = _ENV_FILE) -> None:
    """Show what was done in an issuer's name, by whom and why, newest first."""
    host = _host(env_file)
    start = 0
    while some := host.accounts.audit(slug, limit=_PAGE, offset=start):
        for row in some:
            why = f"  {plain(row.reason, 500)}" if row.reason else ""
            typer.echo(
                f"{row.at:%Y-%m-%d %H:%M} UTC  {row.actor}  {row.action}  {row.subject}{why}"
            )
        start += len(some)


def award(
    slug: Slug,
    achievement: Annotated[
        str, typer.Option(metavar="ID|FILE", help="Id of an achievement, or JSON of a new one.")
    ],
    to: Annotated[
        list[str], typer.Option(metavar="EMAIL", help="May be given again for another address.")
    ],
    evidence: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON of one Evidence, or a list.")
    ] = None,
    narrative: Annotated[str | None, typer.Option(help="How it was earned, in Markdown.")] = None,
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Sign a badge. Nobody sees it before it is shared."""
    import openbadges_issuer as ob  # noqa: PLC0415  # loaded when used
    from issuer_app.awarding import Award  # noqa: PLC0415
    from openbadges_issuer import strict_json  # noqa: PLC0415
    from openbadges_issuer.cli.files import naming, read_json  # noqa: PLC0415

    host = _host(env_file)
    issuer = host.accounts.issuer(slug)
    with naming("--to"):
        whose = ob.Recipient.by_email(*to)
    shown = read_json(evidence) if evidence else None
    with naming(evidence or "--evidence"):
        pieces = tuple(ob.Evidence.of(one) for one in strict_json.as_list(shown))
    file = Path(achievement)
    if file.is_file():
        members = read_json(file)
        if not isinstance(members, Mapping):
            raise SettingsError(f"{file}: an Achievement is expected: a JSON object")
        own = {name: value for name, value in members.items() if name != "id"}  # the host gives it
        with naming(file):
            achievement = host.defining.define(issuer, own, actor=_ACTOR).document["id"]
        typer.echo(f"The achievement is {achievement}: give this id next time.", err=True)
    made = host.awarding.award(
        issuer,
        Award(
            achievement_id=achievement,
            to=whose,
            evidence=pieces,
            narrative=narrative,
        ),
        actor=_ACTOR,
    )
    typer.echo(host.settings.addresses.credential(made.id))


def list_badges(slug: Slug, env_file: EnvFile = _ENV_FILE) -> None:
    """List what an issuer can award, and the badges that it awarded, newest first."""
    host = _host(env_file)
    issuer = host.accounts.issuer(slug)
    for achievement in host.defining.achievements(issuer):
        typer.echo(f"{achievement.document['id']}  {plain(achievement.document['name'])}")
    start = 0
    while some := host.awarding.credentials(issuer, limit=_PAGE, offset=start)[0]:
        for row in some:
            state = "withdrawn" if row.revoked_at else "shared" if row.shared_at else "not shared"
            name = plain(row.achievement.document["name"])
            url = host.settings.addresses.credential(row.id)
            typer.echo(f"{url}  {row.created_at:%Y-%m-%d}  {state}  {name}")
        start += len(some)


def revoke(
    slug: Slug,
    id_: CredentialId,
    reason: Annotated[
        str | None, typer.Option(help="For the audit, up to 500 letters; not published.")
    ] = None,
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Withdraw a badge for good."""
    host = _host(env_file)
    issuer = host.accounts.issuer(slug)
    host.awarding.revoke(issuer, _last_part(id_), actor=_ACTOR, reason=reason)
    typer.echo("The badge is withdrawn, and the status list that says so is published.")


def share(
    slug: Slug,
    id_: CredentialId,
    stop: Annotated[bool, typer.Option("--stop", help="Stop showing it.")] = False,
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Show a badge to whoever has its link."""
    host = _host(env_file)
    issuer = host.accounts.issuer(slug)
    row = host.awarding.share(issuer, _last_part(id_), actor=_ACTOR, shared=not stop)
    link = host.settings.addresses.share_page(row.code)
    typer.echo("It is not shown any more." if stop else link)


def serve(
    bind: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            help="Where to listen. Default: 127.0.0.1:8000, for a reverse proxy that does TLS.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 2,
    env_file: EnvFile = _ENV_FILE,
) -> None:
    """Serve the host, until it is told to stop."""
    _host(env_file).close()  # what is missing is said before a server starts
    from issuer_app.serving import run  # noqa: PLC0415  # loaded when used

    run(env_file, bind=bind, workers=workers)


def _host(env_file: Path, *, current: bool = True) -> Host:
    """Put the host together; refuse one whose tables or address are not those of its issuers."""
    try:
        from issuer_app.config import Settings  # noqa: PLC0415  # loaded when used
        from issuer_app.wiring import wire  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            f"the host needs more packages ({error.name}): pip install 'openbadges-issuer[app]'"
        ) from None
    if env_file != _ENV_FILE and not env_file.exists():
        raise SettingsError(f"there is no file {env_file}")
    host = wire(Settings.load(env_file))
    if current:
        host.require_current()
    return host


def _key_uri(place: str) -> str:
    """Take a bare path for a file; name files absolutely, as a service runs elsewhere."""
    if place.startswith("env:"):
        return place
    return f"file:{Path(place.removeprefix('file:')).absolute()}"


def _last_part(id_: str) -> str:
    return id_.rstrip("/").rpartition("/")[2]


def _group(app: typer.Typer, name: str, help_: str) -> typer.Typer:
    """Give a group of verbs, which may be there already."""
    for known in app.registered_groups:
        if known.name == name and known.typer_instance is not None:
            return known.typer_instance
    group = typer.Typer(help=help_, no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(group, name=name)
    return group
