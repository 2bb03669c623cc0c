"""Values that can be read and may be a slip: they are kept, and named where the form is looked over."""

from datetime import date

import pytest

from fieldkit.domain.catalog import load
from fieldkit.domain.catalog.field_values import tidy
from fieldkit.domain.forms.review import read_answers

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("key", "text", "kept", "told"),
    [
        ("surname1", "Ló8ez", "Ló8ez", "warn"),
        ("surname1", "López", "López", ""),
        ("birth_country", "patata", "patata", "warn"),
        ("birth_country", "mexico", "MEX", ""),
        ("birth_country", "77", "", "stop"),
        ("father_nationality", "-", "", "stop"),
        ("language", "esperanto", "esperanto", "warn"),
        ("marital_status", "patata", "", "stop"),
        ("birth_state", "patata", "", "stop"),
    ],
)
def test_a_doubtful_answer_is_told_when_typed_and_named_by_the_review(
    key: str, text: str, kept: str, told: str
) -> None:
    field = load.load().fields[key]
    good, found = read_answers([field], {key: text}, today=TODAY)
    assert good[key] == kept
    assert [(one.field, one.severity) for one in found] == ([(key, told)] if told else [])
    assert bool(tidy(field, text, today=TODAY)[1]) is bool(told)
