"""Every printed figure of a report is found by its words, and what is behind it comes to the true figure."""

import json
import os
import shlex
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

import tasks.report.month
from config.errors import UsageError
from config.places import place_list
from config.policy import load_policy
from config.settings import load_settings
from flows.command.cli import main
from flows.command.upkeep.demo_city import fill_in
from schemas.analysis.origin import Question, Respondents, leaves_of, work_out
from schemas.analysis.origins.find import find_origin
from schemas.analysis.printed import find_printed
from schemas.files.incoming import archive_path
from schemas.form.forms import FORMS, TABLES
from schemas.report.changes import columns_of
from schemas.report.model import CellRef
from schemas.report.plan import KEY_FIGURES, PLAN
from schemas.report.topics.plan import CHAIN, COURSES, FIGURES
from schemas.report.topics.trends import course_columns
from schemas.report.view import say_cell, view_report
from schemas.report.words import find_cell, number_blocks
from schemas.store.views import measure_of
from schemas.time.deadlines import Cycle
from schemas.time.month import shift_month
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.intake.register.import_register import import_register
from tasks.invent.month import invent_month
from tasks.invent.season import FIRST
from tasks.report.month import publish_month
from tasks.report.seen.printed import read_printed
from tasks.secret import key_secret
from tasks.store.ledger import enter_month
from tasks.store.lineage_of_leaf import amount_of, trace_leaf
from tasks.store.publication import list_versions
from tasks.warehouse import open_warehouse
from tests.factories import CENTRE
from tests.factories_city import small_city
from tests.factories_inbox import receive_folder

SECOND, THIRD = shift_month(FIRST, 1), shift_month(FIRST, 2)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two months of a small part of the city: the first with a revised report, the second with changes to it."""
    return publish_months(tmp_path_factory.mktemp("explained") / "hagen", small_city(1), (FIRST, SECOND))


@pytest.fixture(scope="module")
def told(home):
    """The second month's report, which tells changes and revisions."""
    return read(home, SECOND, "1.0")


def publish_months(home, city, months):
    """A home with the published reports of these months; nobody looks at the pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.server.server.prepare_database", lambda _: None)
        patch.setattr(tasks.report.month, "render_files", lambda report: {"bericht.html": repr(report).encode()})
        assert main(["init", "--home", str(home)]) == 0
        settings, policy = load_settings(home), load_policy(home)
        engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
        import_register(engine, city.register_rows(), "register.csv", CENTRE, datetime(2025, 1, 1))
        for month in months:
            cycle, sent = Cycle.of(month, policy.calendar), list(invent_month(city, month))
            for day in (cycle.report, cycle.revision):
                at = datetime.combine(day, datetime.min.time()) + timedelta(hours=6, minutes=30)
                now, sent = [one for one in sent if one.arrived <= at], [one for one in sent if one.arrived > at]
                take_in(engine, settings, city, now, month, at)
                publish_month(engine, settings, policy, month, at)
        engine.dispose()
    return home


def take_in(engine, settings, city, files, month, at):
    enter_month(engine, month, load_policy().calendar, at)
    secret = key_secret(settings.key_file, {})
    for sent in files:
        path = settings.inbox / sent.file
        path.write_bytes(fill_in(city, sent, secret))
        os.utime(path, (sent.arrived.timestamp(), sent.arrived.timestamp()))
    receive_folder(engine, settings.inbox, settings.archive, at)
    waiting = [WaitingFile(one, archive_path(settings.archive, sha), name) for one, sha, name in pending(engine)]
    assert process_batch(engine, IntakeContext.of(settings, at), waiting).faults == {}


def read(home, month, version):
    engine = create_engine(f"sqlite:///{home / 'warehouse.db'}")  # keeps its connection: there are many questions
    found = read_printed(engine, load_settings(home), load_policy(home), month, version, datetime(2026, 1, 1))
    return engine, found


def printed_cells(report):
    """Every cell that prints a number, as (table, row, column)."""
    return [
        (table, line, column)
        for table in report.tables()
        for line in table.rows
        for column, cell in zip(table.columns, line.cells, strict=True)
        if isinstance(cell.value, int | float)
    ]


def check_cells(engine, found):
    """Each printed figure is found by its words, and explained by rows that come to it; returns how many."""
    told, amounts, numbers = found.told, {}, number_blocks(found.told.printed)
    cells = printed_cells(told.printed)
    for table, line, column in cells:
        words = say_cell(table, numbers[table.id], line, column)
        ref = find_printed(told.printed, words)
        assert ref == CellRef(table.id, line.key, column.id), words
        found_figure = work_out(find_origin(ref, told), lambda leaf: recount(engine, found, leaf, amounts))
        assert found_figure == pytest.approx(true_figure(told, ref), abs=0.006), words
    return len(cells)


def recount(engine, found, leaf, amounts):
    """What the rows behind a leaf come to, asked for once."""
    key = repr(leaf)
    if key not in amounts:
        plan, places = found.plan, place_list(found.policy.places)
        sources = trace_leaf(engine, CENTRE, leaf, plan.vintage, before=plan.previous_vintage, places=places)
        assert all(source.respondent_id and source.name for source in sources)
        amounts[key] = amount_of(leaf, sources)
    return amounts[key]


def true_figure(told, ref):
    """What is behind a printed cell; of those that are printed as one what they come to."""
    if not told.is_gathered(ref.table, ref.row):
        return find_cell(told.true, ref).value
    cells = [told.true.table(ref.table).cell(key, ref.column) for key in told.gathered(ref.table)]
    if all(cell.parts for cell in cells):
        top, whole = (sum(cell.parts[place] for cell in cells) for place in (0, 1))
        return top / whole
    return sum(cell.value or 0 for cell in cells)


def test_every_printed_figure_is_found_by_its_words_and_comes_to_the_true_one(told):
    assert check_cells(*told) > 800


@pytest.mark.slow
def test_three_months_with_all_their_versions(tmp_path):
    home = publish_months(tmp_path / "hagen", small_city(1), (FIRST, SECOND, THIRD))
    for month in (FIRST, SECOND, THIRD):
        engine, _ = read(home, month, "1.0")
        for version in list_versions(engine, CENTRE, month):
            assert check_cells(*read(home, month, version)) > 800


def sum_by_sql(connection, planned, measure, key, month):
    """A cell of a table of facts, summed over the long form."""
    table = TABLES[planned.table]
    words = {"month": month, "table": planned.table, "key": None if key in {"<NA>", "nan"} else key}
    name, words["part"] = (measure, "_T") if measure == "funded" else measure_of(table, table.column(measure))
    words["measure"] = name
    keys = [one.name for one in table.keys]
    by = f"v.code_{keys.index(planned.by) + 1}" if planned.by in keys else f"v.{planned.by}"
    by = f"p.{planned.by}" if planned.by in {"kind", "school_type"} else by
    where = "" if key == "total" else f" AND {by} = :key" if words["key"] else f" AND {by} IS NULL"
    query = (
        "SELECT SUM(value) FROM indicator_value v JOIN respondent p ON p.respondent_id = v.respondent_id "
        "WHERE v.month = :month AND fact_table = :table AND measure = :measure AND breakdown = :part"
    )
    return connection.scalar(text(query + where), words)


def test_the_sums_over_the_long_form_are_those_of_the_report(home):
    """As of now, which is what the long form shows; places are told by the centre's list only."""
    engine, found = read(home, SECOND, None)
    counted = 0
    with engine.connect() as connection:
        for planned in (one for one in PLAN if one.is_asked(SECOND)):
            table = found.told.true.table(planned.id)
            measures = [one for one in planned.in_month(SECOND).measures if isinstance(one, str) and one != "rows"]
            for line in table.rows:
                if planned.by == "district" and line.key != "total":
                    continue
                for measure in measures:
                    value = table.cell(line.key, measure).value
                    if measure != "funded" and TABLES[planned.table].column(measure).meaning.kind == "ratio":
                        continue
                    summed = sum_by_sql(connection, planned, measure, line.key, SECOND)
                    assert summed == pytest.approx(value), (planned.id, line.key, measure)
                    counted += 1
    assert counted > 300


def sum_in_force(connection, table, column, where="1 = 1", **words):
    """What the rows in force say together; None where none of them says it."""
    return connection.scalar(text(f"SELECT SUM({column}) FROM current_{table} WHERE {where}"), words)


def test_the_tables_by_month_are_the_sums_of_their_months(home):
    engine, found = read(home, SECOND, None)
    counted = 0
    with engine.connect() as connection:
        for planned in COURSES:
            table = found.told.true.table(planned.id)
            months = [line.key for line in table.rows if line.key != "total"]
            assert months == [FIRST, SECOND]
            for line in table.rows:
                for column_id, name, code in course_columns(planned):
                    where = "month BETWEEN :first AND :last" + ("" if code == "total" else f" AND {planned.by} = :code")
                    first, last = (months[0], months[-1]) if line.key == "total" else (line.key, line.key)
                    words = {"first": first, "last": last} | ({} if code == "total" else {"code": code})
                    value = table.cell(line.key, column_id).value
                    assert value == sum_in_force(connection, planned.table, name, where, **words), (line.key, column_id)
                    counted += value is not None
    assert counted > 40


def test_each_step_of_the_chain_is_the_sum_of_its_column(home):
    engine, found = read(home, SECOND, None)
    table = found.told.true.table("language_chain")
    with engine.connect() as connection:
        for step in CHAIN:
            totals = (FIGURES[step.key].total, step.of)
            places = [one.split(".") if one else None for one in totals]
            sums = [sum_in_force(connection, *one, "month = :m", m=SECOND) if one else None for one in places]
            assert [table.cell(step.key, name).value for name in ("now", "whole")] == sums
            if step.of:
                (name, part), (_, whole) = places
                wholly = (
                    f"month = :m AND respondent_id NOT IN (SELECT respondent_id FROM current_{name} "
                    f"WHERE month = :m AND ({part} IS NULL OR {whole} IS NULL))"
                )
                top, base = (sum_in_force(connection, name, one, wholly, m=SECOND) for one in (part, whole))
                assert table.cell(step.key, "share").value == pytest.approx(top / base)


def test_money_is_that_of_the_rows_in_force_to_the_cent(home):
    """Both months lie in one year; what was granted is what each said last of each row."""
    engine, found = read(home, SECOND, None)
    report = found.told.true
    newest = """SELECT SUM(granted_eur) FROM current_offer_funds f WHERE granted_eur IS NOT NULL AND month = (
        SELECT MAX(month) FROM current_offer_funds g WHERE g.granted_eur IS NOT NULL
        AND g.respondent_id = f.respondent_id AND g.component = f.component AND g.budget_line = f.budget_line)"""
    with engine.connect() as connection:
        for line in report.table("statement").rows:
            where, words = ("1 = 1", {}) if line.key == "total" else ("budget_line = :line", {"line": line.key})
            granted = connection.scalar(text(f"{newest} AND {where}"), words) or 0
            spent, others, own = (
                sum_in_force(connection, "offer_funds", f"{name}_eur", where, **words) or 0
                for name in ("spent", "third_party", "own")
            )
            expected = (granted, others, own, granted + others + own, spent, spent + others + own, granted - spent)
            assert [cell.value for cell in line.cells[1:]] == [pytest.approx(one, abs=0.001) for one in expected]
            if line.key in {one.key for one in report.table("funds_by_line").rows}:
                by_line = report.table("funds_by_line")
                assert by_line.cell(line.key, "rest").value == pytest.approx(granted - spent, abs=0.001)
        used = [report.table("funds_by_source").cell(key, "used").value for key in ("granted", "third_party", "own")]
        total = report.table("statement").row_by_key("total").cells
        assert used == [total[place].value for place in (5, 2, 3)]


def test_the_months_on_which_money_rests_are_counted_by_who_answered(home):
    engine, found = read(home, SECOND, None)
    owed = "SELECT COUNT(*) FROM \"return\" WHERE is_owed AND form = 'association' AND month = :m"
    answered = """SELECT COUNT(DISTINCT respondent_id) FROM submission
        WHERE form = 'association' AND month = :m AND accepted_at IS NOT NULL AND superseded_at IS NULL
        AND respondent_id NOT IN
            (SELECT respondent_id FROM current_offer_funds WHERE month = :m AND spent_eur IS NULL)"""
    with engine.connect() as connection:
        counts = [
            [connection.scalar(text(query), {"m": month}) for query in (answered, owed)] for month in (FIRST, SECOND)
        ]
    enough = sum(there * 100 >= all_of_them * 80 for there, all_of_them in counts)
    notes = found.told.true.table("funds_by_line").notes
    assert any(note.startswith(f"Beruht auf {enough} von 2 Monaten") for note in notes)


IN_FORCE = "known_from <= :at AND (known_until IS NULL OR known_until > :at)"


def answered_by_sql(connection, column, month, at):
    """Who answered a column in all rows: in a list also whose return has none of them."""
    table, name = column.split(".")
    rows = f"SELECT respondent_id FROM history_{table} WHERE month = :month AND {IN_FORCE} GROUP BY respondent_id"
    words = {"month": month, "at": at.isoformat(" ", "microseconds")}
    answered = set(connection.scalars(text(f"{rows} HAVING COUNT({name}) = COUNT(*)"), words))
    if not TABLES[table].is_prefilled:
        forms = ", ".join(f"'{form.name}'" for form in FORMS.values() if TABLES[table] in form.tables)
        sent = (
            f"SELECT respondent_id FROM submission WHERE month = :month AND form IN ({forms}) AND accepted_at <= :at "
            "AND (superseded_at IS NULL OR superseded_at > :at)"
        )
        answered |= set(connection.scalars(text(sent), words)) - set(connection.scalars(text(rows), words))
    return answered


def test_a_panel_is_who_answered_in_both_months(told):
    engine, found = told
    with engine.connect() as connection:
        for figure in KEY_FIGURES[1:]:
            both = [
                set.intersection(*(answered_by_sql(connection, one, month, found.plan.vintage)
                                   for one in columns_of(figure)))
                for month in (FIRST, SECOND)
            ]  # fmt: skip
            origin = find_origin(CellRef("change_month", figure.key, "n"), found.told)
            assert origin == Respondents(origin.title, frozenset(both[0] & both[1])), figure.key
            leaves = leaves_of(find_origin(CellRef("change_month", figure.key, "change"), found.told))
            assert {leaf.whose for leaf in leaves} == {origin.names}


def ask(home, capsys, *words):
    capsys.readouterr()
    code = main(["explain", "--home", str(home), *words])
    return code, capsys.readouterr()


def test_what_stands_under_a_table_is_understood(home, told, capsys):
    """One table of each kind through the command, every table's line through what the command asks."""
    printed = told[1].told.printed
    lines = {
        block.id: block.ask for section in view_report(printed).sections for block in section.blocks
        if block.type == "table" and block.rows
    }  # fmt: skip
    assert len(lines) > 30
    for table, line in lines.items():
        command = shlex.split(line.split(": ", 1)[1])
        assert command[:2] == ["monatsbericht", "explain"]
        assert command[3:] == ["--month", SECOND, "--version", "1.0"]
        assert find_printed(printed, command[2]).table == table
    for table in ("support_by_type", "change_month", "returns_by_kind", "funds_by_line"):
        code, said = ask(home, capsys, *shlex.split(lines[table])[-5:], "--json")
        assert code == 0, said.err
        assert json.loads(said.out)["figure"] is not None


def test_a_share_names_the_cells_of_both_its_parts(home, capsys):
    question = f"Deutschförderung nach Schulform, Insgesamt, Anteil in Erstförderung {SECOND}"
    code, said = ask(home, capsys, question, "--version", "1.0", "--json")
    found = json.loads(said.out)
    first, second = found["parts"]

    assert code == 0
    assert found["figure"] == first["figure"] / second["figure"]
    assert found["how"] == "in Erstförderung Deutsch ÷ Schülerinnen und Schüler insgesamt"
    assert {source["cell"][0] for part in found["parts"] for source in part["sources"]} <= set("BCDEFGHIJKLMN")
    assert found["printed"].endswith("%")


def test_people_read_the_printed_and_the_exact_figure(home, capsys):
    code, said = ask(home, capsys, "Stellen, Insgesamt, bewilligte Stellen (VZÄ)", "--month", SECOND)

    assert code == 0
    assert "Summe aus" in said.out
    assert "im Bericht steht" in said.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Tabelle 4.2, Turnhalle, in Erstförderung Deutsch", r"Tabelle 4\.2 \(.*hat die Zeilen „"),
        ("Tabelle 99.1, Grundschule", "steht so nicht im Bericht. Gefragt wird mit den Worten"),
        ("Grundschule, Schülerinnen und Schüler insgesamt", r"mehreres heißen: Tabelle 4\.1, Grundschule, .*; Tab"),
        ("Tabelle 4.2, Grundschule", "steht so nicht im Bericht. Tabelle 4.2"),
    ],
)
def test_what_fits_nothing_or_several_is_refused_with_what_would(told, words, said):
    with pytest.raises(UsageError, match=said):
        find_printed(told[1].told.printed, words)


def test_the_order_of_the_words_and_the_signs_between_them_do_not_matter(told):
    printed = told[1].told.printed
    asked = ("4.2 Grundschule in Erstförderung Deutsch", "Tabelle 4.2: in Erstförderung Deutsch / Grundschule")

    assert {find_printed(printed, words) for words in asked} == {CellRef("support_by_type", "G", "first_support")}
    assert find_printed(printed, "Tabelle 4.2 in Erstförderung Deutsch").row == "total"


def test_a_leaf_is_asked_for_once(told):
    origin = find_origin(CellRef("statement", "total", "rest"), told[1].told)

    assert len(list(leaves_of(origin))) == 6 - 2
    assert all(isinstance(leaf, Question) for leaf in leaves_of(origin))
