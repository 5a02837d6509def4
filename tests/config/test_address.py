"""What a mail may be sent to, as somebody wrote it."""

import pytest

from config.address import one_address, plain_address, plain_addresses


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" sekretariat@schule.example ", "sekretariat@schule.example"),
        ("o'neill+ki@schule.example", "o'neill+ki@schule.example"),
        ("kita@käthe.example", "kita@xn--kthe-loa.example"),
        ("müller@schule.example", None),
        ("a@b.example; c@d.example", None),
        ("a@b.example,c@d.example", None),
        ("a@b.example\r\nRCPT TO:<c@d.example>", None),
        ("<a@b.example>", None),
        ("a@b..example", None),
        (".a@b.example", None),
        ("nicht bekannt", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_one_address_or_none(written, address):
    assert plain_address(written) == address


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        (None, ()),
        ("a@b.example", ("a@b.example",)),
        ("a@b.example; c@d.example,e@f.example", ("a@b.example", "c@d.example", "e@f.example")),
        ("c@d.example;;a@b.example; C@D.example", ("C@D.example", "a@b.example")),
        ("Büro <a@b.example>; c@d.example\r\nBcc: x@y.example; e@f.example", ("e@f.example",)),
    ],
)
def test_a_cell_may_hold_several_addresses_and_gives_the_usable_ones(written, addresses):
    assert plain_addresses(written) == addresses


@pytest.mark.parametrize("written", ["team@hagen.example;", "ki,team@hagen.example", "mailto:team@hagen.example"])
def test_a_setting_holds_one_address_or_nothing(written):
    with pytest.raises(ValueError, match="genau eine E-Mail-Adresse"):
        one_address(written)
    assert (one_address(" team@käthe.example "), one_address("")) == ("team@xn--kthe-loa.example", "")
