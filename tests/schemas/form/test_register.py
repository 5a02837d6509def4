"""The columns of the register."""

from config.codes import fold
from schemas.form.register import REGISTER


def test_a_respondent_has_a_number_a_kind_a_name_and_a_beginning():
    assert [column.name for column in REGISTER if column.is_key] == ["respondent", "kind", "name", "valid_from"]


def test_the_rest_may_be_left_empty():
    assert [column.name for column in REGISTER if not column.is_key] == [
        "school_type", "district", "carrier", "email", "valid_to", "successor", "phone", "legal_status",
    ]  # fmt: skip


def test_no_heading_means_two_columns():
    labels = {}
    for column in REGISTER:
        assert column.description.endswith(".")
        for label in column.labels:
            assert labels.setdefault(fold(label), column.name) == column.name, label
