"""`openbadges program`: is a program file right, and what does it say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from openbadges_issuer.cli.files import json_text, read_file
from openbadges_issuer.cli.terminal import put, say
from openbadges_issuer.layout import GAP, cells, columns
from openbadges_issuer.limits import DEFAULT_LIMITS

_FAULTY = 1
_WIDTH = 80
_INDENT = "  "
_MOST_LABEL = 24

File = Annotated[Path, typer.Argument(metavar="FILE", help="A program file, YAML or JSON.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(
        help="Check and read the file of a micro-credential program.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command()(check)
    group.command()(table)
    group.command()(schema)
    app.add_typer(group, name="program")


def check(
    file: File,
    published: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A revision that was published: may this one follow it?"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Tell everything that is wrong with a program file. Exit status: 0 nothing, 1 something."""
    from openbadges_issuer.programs import succession  # noqa: PLC0415  # pydantic, ruamel.yaml
    from openbadges_issuer.programs.loading import Checked, load  # noqa: PLC0415

    checked = _read(file)
    if published and checked.program:
        faults = succession.compare(checked.program, load(published))
        errors = tuple(fault for fault in faults if not fault.is_warning)
        checked = Checked(checked.program, errors, checked.warnings)
    if as_json:
        put(json_text(_as_json(file, checked)))
    else:
        _tell(file, checked)
    if checked.errors:
        raise typer.Exit(_FAULTY)


def table(
    file: File,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Language of its texts, such as es.")
    ] = None,
) -> None:
    """Tell who takes part in a program, by which steps, what is handed in, and what it is worth."""
    from openbadges_issuer.programs import table as telling  # noqa: PLC0415  # pydantic, ruamel
    from openbadges_issuer.programs.faults import ProgramError  # noqa: PLC0415

    checked = _read(file)
    if checked.program is None:
        raise ProgramError(checked.errors)
    for section in telling.table(checked.program, language):
        say(section.title)
        _show(section.rows)
        say("")


def schema() -> None:
    """Print the JSON Schema of program files, by which editors help with keys and values."""
    from openbadges_issuer.programs import form  # noqa: PLC0415  # pydantic

    put(json_text(form.schema()))


def _read(file: Path) -> Any:
    from openbadges_issuer.programs.loading import check as check_file  # noqa: PLC0415

    return check_file(read_file(file, DEFAULT_LIMITS.program_bytes), file.name)


def _tell(file: Path, checked: Any) -> None:
    for fault in checked.errors:
        say(str(fault))
    for fault in checked.warnings:
        say(f"{fault} (a warning)")
    if checked.errors:
        found = len(checked.errors)
        say(f"{file.name}: {found} {'thing is' if found == 1 else 'things are'} wrong.")
    else:
        program = checked.program
        say(f"{file.name}: nothing is wrong. {program.id}, revision {program.revision}.")


def _as_json(file: Path, checked: Any) -> dict[str, Any]:
    program = checked.program
    return {
        "file": file.name,
        "valid": not checked.errors,
        "program": program
        and {"id": program.id, "revision": program.revision, "digest": program.digest},
        "errors": [_fault(fault) for fault in checked.errors],
        "warnings": [_fault(fault) for fault in checked.warnings],
    }


def _fault(fault: Any) -> dict[str, Any]:
    return {
        "check": fault.check,
        "line": fault.line,
        "column": fault.column,
        "path": fault.path,
        "sentence": fault.sentence,
    }


def _show(rows: tuple[tuple[str, str], ...]) -> None:
    label = min(max(cells(label) for label, _ in rows), _MOST_LABEL)
    widths = (label, _WIDTH - label - GAP - len(_INDENT)) if label else (_WIDTH - len(_INDENT),)
    for row in rows:
        for pieces in columns(row if label else row[1:], widths):
            say((_INDENT + "".join(pieces)).rstrip())
