"""Run the command as `python -m openbadges_issuer.cli`."""

from openbadges_issuer.cli import main

main()
