"""A program file, from its bytes to a `Program` and all that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from openbadges_issuer.limits import DEFAULT_LIMITS
from openbadges_issuer.programs.checks import findings, unknown_names
from openbadges_issuer.programs.faults import Fault, ProgramError, in_file_order
from openbadges_issuer.programs.program import Program
from openbadges_issuer.programs.reading import read
from openbadges_issuer.programs.shape import shape

_UNREADABLE = {"yaml", "size", "depth", "documents"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a file.

    Attributes:
        program: None when something is wrong with it.
        errors: what is wrong, in the order of the file, at most 100.
        warnings: what is worth knowing, likewise.
    """

    program: Program | None
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()


def check(content: bytes, name: str) -> Checked:
    """Read a program file from its bytes. Whatever they are, it does not raise.

    Args:
        content: the whole file.
        name: what to call it in faults and places, without a folder.
    """
    source, faults = read(content, name)
    if any(fault.check in _UNREADABLE for fault in faults):
        return Checked(None, tuple(in_file_order(faults)))
    shaped = shape(source)
    told = {fault.path for fault in faults}
    faults += [fault for fault in shaped.faults if fault.path not in told]
    program = shaped.program
    if program is not None:
        program._source = shaped.source
        found = findings(program) if shaped.is_whole else unknown_names(program)
        faults += [shaped.source.fault(*finding) for finding in found]
    errors = in_file_order(fault for fault in faults if not fault.is_warning)
    warnings = in_file_order(fault for fault in faults if fault.is_warning)
    return Checked(None if errors else program, tuple(errors), tuple(warnings))


def load(path: Path) -> Program:
    """Read a program file; see `Program.load`."""
    with path.open("rb") as file:
        content = file.read(DEFAULT_LIMITS.program_bytes + 1)
    checked = check(content, path.name)
    if checked.program is None:
        raise ProgramError(checked.errors)
    return checked.program
