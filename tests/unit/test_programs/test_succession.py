"""A revision that follows a published one."""

from __future__ import annotations

import pytest

from openbadges_issuer.programs.succession import compare


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ([("amount: 4,", "amount: 5,")], "revision"),
        ([("revision: 1", "revision: 2"), ("id: lake-county", "id: lake")], "id"),
    ],
)
def test_what_was_published_stays(program, changes, path):
    [fault] = compare(program("lake-county", *changes), program("lake-county"))
    assert (fault.check, fault.path, fault.is_warning) == ("revision", path, False)


def test_a_revision_does_not_go_back(program):
    later = program("lake-county", ("revision: 1", "revision: 3"))
    [fault] = compare(program("lake-county"), later)
    assert (fault.path, fault.line) == ("revision", 4)


def test_the_same_file_and_a_higher_revision_may_follow(program):
    published = program("lake-county")
    assert not compare(program("lake-county", ("revision: 1", "revision: 1 # same")), published)
    higher = program("lake-county", ("revision: 1", "revision: 2"), ("amount: 4,", "amount: 5,"))
    assert not compare(higher, published)


def test_open_cases_in_a_state_that_is_gone_are_a_warning(program):
    published = program("juab")
    renamed = [("planning", "choosing")] * 5  # where it begins, its entry, and three moves
    later = program("juab", ("revision: 1", "revision: 2"), *renamed)
    cases = {("pathway", "planning"): 3, ("pathway", "earning"): 2, ("pathway", "awarded"): 0}
    [fault] = compare(later, published, cases)
    assert (fault.check, fault.is_warning) == ("open_cases", True)
    assert "planning" in fault.sentence
    assert "3" in fault.sentence
