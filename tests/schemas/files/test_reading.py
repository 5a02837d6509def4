"""What one file said, and where each value stands."""

from tests.factories import make_reading, make_table


def test_a_value_has_the_address_of_its_row_and_column():
    table = make_table("school_pupils", {"grade": "05"}, {"grade": "06"}, header_row=11)

    assert [table.address(position, "pupils") for position in (0, 1)] == ["B12", "B13"]


def test_a_column_that_the_file_lacks_has_no_address():
    table = make_table("school_pupils", {"grade": "05"}, leave_out=("pupils",))

    assert table.address(0, "pupils") is None
    assert table.values["pupils"] == [None]


def test_two_readings_do_not_share_their_findings():
    assert make_reading().findings is not make_reading().findings
