"""A good badge changed by chance: green only where it still says the same, and never a crash.

Everybody tries a few changes of each good badge of the hostile set. Continuous integration tries a
thousand of every fourth and a hundred of the others, and OPENBADGES_CHANGES=1000 a thousand of all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

from openbadges_issuer import strict_json
from openbadges_issuer.jsonld import canonicalize
from openbadges_issuer.report import Report
from tests.hostile import forge
from tests.hostile.cases import Case, all_cases
from tests.property.meaning import said
from tests.property.mutations import Carried, Document, mutant

ALL = "OPENBADGES_NO_SKIP" in os.environ
FEW, MANY = (100, 1_000) if ALL else (8, 8)


def test_a_changed_badge_is_green_only_where_it_says_the_same() -> None:
    controls = [case for case in all_cases() if case.is_control]
    assert len(controls) >= 40
    found = [fault for faults in _each(controls) for fault in faults]
    assert found == []


def _each(controls: list[Case]) -> Iterable[list[str]]:
    asked = os.environ.get("OPENBADGES_CHANGES")
    times = [int(asked or (FEW if index % 4 else MANY)) for index in range(len(controls))]
    if not ALL and not asked:
        return map(faults_among_mutants, controls, times)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return list(pool.map(faults_among_mutants, controls, times, chunksize=4))


def faults_among_mutants(control: Case, times: int) -> list[str]:
    """Verify changed copies of a good badge; tell which are green and should not be."""
    carried = Carried(control.data)
    random = Random(control.id)  # noqa: S311  # a seed, no secret
    verifier = control.verifier(control.server())
    original = shown_in(verifier.verify(control.data, recipient=control.recipient))
    faults = []
    for number in range(times):
        name, changed = mutant(random, control.data, carried)
        try:
            report = verifier.verify(changed, recipient=control.recipient)
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not be raised
            faults.append(f"{control.id}, {number}, {name}: {error!r}")
            continue
        if report and not says_the_same(report, original, changed, carried):
            faults.append(f"{control.id}, {number}, {name}: green")
        elif number < 8:
            forge.check_contract(report)
    return faults


def shown_in(report: Report) -> list[Shown]:
    """Give what is shown of a badge and its endorsements, or of each badge that was presented."""
    inside = [part.report for part in report.endorsements if part.report]
    if report.document is None:
        inside += [part.report for part in report.parts]
    own = [] if report.document is None else [Shown(str(report.securing), dict(report.document))]
    return own + [shown for one in inside for shown in shown_in(one)]


def says_the_same(report: Report, original: list[Shown], changed: bytes, carried: Carried) -> bool:
    """Tell whether all that was verified is what was signed, and what is shown is the same.

    Nobody signs that a presentation has all the badges that it had.
    """
    if carried.is_token:
        return Carried(changed).text == carried.text
    return all(any(is_alike(shown, one) for one in original) for shown in shown_in(report))


class Shown(NamedTuple):
    """A document, and how it is secured."""

    securing: str
    document: Document


def is_alike(shown: Shown, original: Shown) -> bool:
    is_text = "jcs" in shown.securing or shown.securing == "vc-jwt"
    form: Callable[[Document], object] = strict_json.canonical if is_text else canonicalize
    documents = (shown.document, original.document)
    now, before = (form(_bare(document)) for document in documents)
    return now == before and said(shown.document) == said(original.document)


def _bare(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "proof"}
