"""nachweis.toml: ours, and what a home says instead."""

from datetime import date
from decimal import Decimal

import pytest

from config.errors import SettingsError
from config.proof import load_proof_rules


def write(home, text):
    (home / "nachweis.toml").write_text(text, encoding="utf-8")
    return load_proof_rules(home)


def test_the_calls_are_those_of_the_land():
    assert [item.ziffer for item in load_proof_rules().items] == ["2.1", "2.2", "2.3"]
    assert [rate.eur for rate in load_proof_rules().rates] == [Decimal("57000.0")]


def test_a_home_replaces_the_lists_that_it_names(tmp_path):
    rules = write(tmp_path, 'payments = [{ ziffer = "2.1", day = 2026-03-01, eur = 0.10, source = "Kasse" }]')

    assert rules.payments[0].eur == Decimal("0.10"), "not a binary fraction"
    assert rules.payments[0].day == date(2026, 3, 1)
    assert rules.rates == load_proof_rules().rates


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("payments = [", "keine gültige TOML-Datei"),
        ("zahlungen = []", "„zahlungen“: diesen Namen gibt es nicht"),
        (
            'payments = [{ ziffer = "2.9", day = 2026-03-01, eur = 1.00, source = "Kasse" }]',
            "Ziffer 2.9, die in keinem",
        ),
        ('payments = [{ ziffer = "2.1", day = 2026-03-01, eur = 1.005, source = "Kasse" }]', "payments 1 eur"),
        ('rates = [{ module = "KX", eur = 1.00, source = "Satz" }]', "das Modul „KX“ gibt es nicht; möglich: KI, KIM"),
        ('annual = [{ year = 2026, figure = "x", eur = 1.00 }]', "diese Angabe fehlt"),
    ],
)
def test_what_cannot_be_is_said_in_german(tmp_path, text, said):
    with pytest.raises(SettingsError) as error:
        write(tmp_path, text)

    assert said in str(error.value)


PAID = '{ ziffer = "2.1", day = 2026-03-01, eur = 1.00, source = "Kasse" }'
TOLD = '{ year = 2026, figure = "x", eur = 1.00, source = "Abschluss" }'
RATE = '{ module = "KIM", eur = 1.00, source = "Satz"'
HELD = '{ number = "KI-1", holder = "P-1", module = "KI", fte = 1.0, first = 2026-01-01'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"payments = [{PAID}, {PAID}]", "payments, Eintrag 2, steht schon einmal da"),
        (
            f"annual = [{TOLD}, {TOLD.replace('1.00', '2.00')}]",
            "annual, Eintrag 2, nennt eine Zahl, die für dieses Jahr",
        ),
        (
            f'rates = [{RATE}, valid_to = "2026-06" }}, {RATE}, valid_from = "2026-06" }}]',
            "rates, Eintrag 2, nennt einen Satz für Monate, für die schon",
        ),
        (f"posts = [{HELD}, last = 2026-06-30 }}, {HELD} }}]", "posts, Eintrag 2, nennt dieselbe Stelle"),
    ],
)
def test_of_two_entries_for_the_same_nobody_knows_which_holds(tmp_path, text, said):
    with pytest.raises(SettingsError, match=said):
        write(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"posts = [{HELD}, last = 2025-08-31 }}]", "„posts 1“: last liegt vor first"),
        (f"posts = [{HELD.replace('fte = 1.0', 'fte = true')} }}]", "„posts 1 fte“: dort steht keine Zahl"),
        (f"payments = [{PAID.replace('1.00', 'true')}]", "„payments 1 eur“: dort steht keine Zahl"),
        (f"rates = [{RATE.replace('1.00', '-1.00')} }}]", "rates 1 eur"),
        (f'rates = [{RATE}, valid_from = "2027-01", valid_to = "2026-01" }}]', "valid_to liegt vor valid_from"),
    ],
)
def test_what_makes_no_sense_is_no_figure(tmp_path, text, said):
    with pytest.raises(SettingsError, match=said):
        write(tmp_path, text)


def test_what_follows_one_another_is_no_repetition(tmp_path):
    rates = f'{RATE}, valid_to = "2026-06" }}, {RATE}, valid_from = "2026-07" }}'
    posts = f"{HELD}, last = 2026-06-30 }}, {HELD.replace('2026-01-01', '2026-07-01')} }}"
    rules = write(tmp_path, f"rates = [{rates}]\nposts = [{posts}]")

    assert (len(rules.rates), len(rules.posts)) == (2, 2)


def test_a_payment_counts_from_its_day_on(tmp_path):
    rules = write(tmp_path, f"payments = [{PAID}]")

    assert rules.until(date(2026, 3, 1)) == rules
    assert rules.until(date(2026, 2, 28)).payments == ()


@pytest.mark.parametrize("holder", ["Müller, Anna", "A. Schmidt", "Schmidt 1", ""])
def test_a_name_of_a_person_is_refused_and_not_repeated(tmp_path, holder):
    post = f'{{ number = "KI-1", holder = "{holder}", module = "KI", fte = 1.0, first = 2026-01-01 }}'
    with pytest.raises(SettingsError, match="nur eine Nummer ist möglich") as error:
        write(tmp_path, f"posts = [{post}]")

    assert not holder or holder not in str(error.value)


def test_a_ziffer_is_called_once(tmp_path):
    item = '{ ziffer = "2.1", title = "Grundförderung", modules = ["KI"] }'
    with pytest.raises(SettingsError, match="mehr als einmal"):
        write(tmp_path, f'calls = [{{ title = "Abruf", items = [{item}, {item}] }}]')


@pytest.mark.parametrize(("first", "second"), [(["KI", "KI"], []), (["KI"], ["KI"])], ids=["in a Ziffer", "in two"])
def test_the_money_of_a_module_is_called_once(tmp_path, first, second):
    items = [
        f'{{ ziffer = "{ziffer}", title = "Grundförderung", modules = {modules} }}'
        for ziffer, modules in (("2.1", first), ("2.2", second))
    ]
    with pytest.raises(SettingsError, match="das Modul KI steht in calls mehr als einmal"):
        write(tmp_path, f'calls = [{{ title = "Abruf", items = [{", ".join(items)}] }}]')
