"""The `openbadges` command. Exit status: that of the verdict; 3 for wrong usage or input."""

from __future__ import annotations

import io
import sys
from importlib.util import find_spec


def main() -> None:
    """Run the command, if the packages of the extra `cli` are there."""
    if any(find_spec(name) is None for name in ("typer", "rich")):
        sys.stderr.write("openbadges: more is needed: pip install 'openbadges-issuer[cli]'\n")
        raise SystemExit(3)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a sign the terminal does not know
    try:
        from openbadges_issuer.cli.app import create_app  # noqa: PLC0415  # needs the extra

        create_app()(prog_name="openbadges")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
