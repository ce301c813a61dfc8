"""The `openbadges` command. Exit status: that of the verdict; 3 for wrong usage or input."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command: the plain form of `verify` at once, everything else by Typer."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a sign the terminal does not know
    try:
        _run(sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _run(typed: list[str]) -> None:
    if typed[:1] == ["verify"]:
        from openbadges_issuer.cli.ending import run_to_the_end  # noqa: PLC0415  # when asked for
        from openbadges_issuer.cli.quick import plain_request  # noqa: PLC0415
        from openbadges_issuer.cli.verification import run_bounded  # noqa: PLC0415

        request = plain_request(typed)
        if request is not None:
            run_to_the_end(lambda: run_bounded(request))
    _refuse_without_typer()
    from openbadges_issuer.cli.app import create_app  # noqa: PLC0415  # needs the extra

    # This process is nobody else's, as it is in a test: it may be divided.
    create_app(typed)(typed, prog_name="openbadges", obj={"may_divide": True})


def _refuse_without_typer() -> None:
    from importlib.util import find_spec  # noqa: PLC0415  # for this only

    if find_spec("typer") is None:
        sys.stderr.write("openbadges: more is needed: pip install 'openbadges-issuer[cli]'\n")
        raise SystemExit(3)
