"""The values of a comparison of rosters."""

from __future__ import annotations

from talent_powerpro.records.json import as_json
from talent_powerpro.records.reconciled import Difference, DifferenceKind, Reconciled


def test_a_comparison_is_json_with_the_kind_as_its_word() -> None:
    one = Difference(DifferenceKind.NOT_IN_TALENT, "ICT1", "126", "Web", units=("ICTWEB304",))
    text = as_json(Reconciled(1, 2, (one,)))
    assert '"kind": "not-in-talent"' in text
    assert '"units": [' in text


def test_a_difference_has_blank_fields_for_the_side_that_has_nothing() -> None:
    one = Difference(DifferenceKind.ONLY_IN_TALENT, "ICT1", "126", "Web")
    assert one == Difference(
        DifferenceKind.ONLY_IN_TALENT, "ICT1", "126", "Web", "", "", "", "", "", (), ""
    )
    assert (Reconciled(1, 2, ()).brought, Reconciled(1, 2, ()).not_compared) == ((), ())
    assert list(DifferenceKind) == [
        "only-in-talent",
        "not-in-talent",
        "completed-in-talent-only",
        "completed-in-powerpro-only",
        "closed-in-powerpro",
    ]
