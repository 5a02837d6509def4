"""The data dictionary names everything that there is, and nothing that is not."""

from argparse import ArgumentParser
from html import escape
from html.parser import HTMLParser

import pytest
from sqlalchemy import inspect

from config.codes import code_lists
from flows.command.upkeep.roles import add_arguments
from schemas.check.catalogue import CATALOGUE
from schemas.form.forms import TABLES
from schemas.store.dictionary import describe_rights, describe_warehouse, rules_about
from schemas.store.shape import CLOSED, HIDDEN, ROLES
from tasks.analysis.write_dictionary import read_questions, run_query, write_dictionary
from tests.browser import WIDTHS, in_a_browser
from tests.factories import enter_respondents, keep, make_reading


@pytest.fixture
def written(engine, tmp_path):
    """Page and Markdown of a warehouse in which an offer's title looks like markup."""
    enter_respondents(engine)
    keep(engine, make_reading())
    keep(engine, make_reading("association", {"offers": [{"title": "<script>|*fett*", "participants": 24}]}))
    page, markdown = write_dictionary(engine, tmp_path / "out")
    return page.read_text(encoding="utf-8"), markdown.read_text(encoding="utf-8")


def test_every_table_and_view_of_the_database_is_described_or_closed(engine):
    found = inspect(engine)
    there = {name for name in (*found.get_table_names(), *found.get_view_names()) if not name.startswith("alembic")}
    facts = {name for name in there if any(name.startswith(f"{table}_") for table in TABLES)}  # partitions

    assert there - facts == {chapter.name for chapter in describe_warehouse()} | set(CLOSED)


def test_every_column_of_the_database_is_described(engine):
    found = inspect(engine)
    for chapter in describe_warehouse():
        assert [column.name for column in chapter.columns] == [one["name"] for one in found.get_columns(chapter.name)]
        assert all(column.definition for column in chapter.columns), chapter.name
        assert chapter.title, chapter.name


@pytest.mark.parametrize("chapter", describe_warehouse(), ids=lambda chapter: chapter.name)
@pytest.mark.slow
def test_every_example_runs(engine, chapter):
    with engine.connect() as connection:
        heads, _ = run_query(connection, chapter.example)

    assert heads


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_figure_says_unit_definition_and_version(table):
    (chapter,) = [one for one in describe_warehouse() if one.name == f"current_{table.name}"]
    described = {column.name: column for column in chapter.columns}

    for column in table.columns:
        one = described[column.name]
        assert (one.title, one.unit, one.indicator) == (
            column.title,
            column.meaning.unit,
            column.meaning.indicator or "",
        )
        assert (one.definition, one.version) == (column.definition, column.meaning.version)


def test_a_column_names_the_rules_that_look_at_it():
    assert "SCHOOL_PUPILS_S05_WITHIN_S01" in rules_about("school_pupils", "first_support")
    assert "ARRIVALS_DIFFER" in rules_about("school_arrivals", "arrivals")
    assert rules_about("school_pupils", "no_such_column") == ()


def test_page_and_markdown_say_the_same(written):
    page, markdown = written
    for chapter in describe_warehouse():
        assert f'id="{chapter.name}"' in page
        assert f"## `{chapter.name}`" in markdown
    for name in (*code_lists(), *CATALOGUE):
        assert name in page
        assert name.replace("_", "\\_") in markdown or f"`{name}`" in markdown


def test_the_ten_questions_stand_in_both_with_their_queries(written):
    page, markdown = written
    for words, query in read_questions():
        _, _, shown = page.partition(f"<h3>{escape(words, quote=False)}</h3><pre ")
        assert shown.partition(">")[2].startswith(f"<code>{query.splitlines()[0]}")
        assert query in markdown


def test_an_answer_shows_its_first_rows_rounded(engine):
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)"
    with engine.connect() as connection:
        heads, rows = run_query(connection, f"{numbers} SELECT i, i / 3.0 AS third FROM n")

    assert heads == ("i", "third")
    assert [(number, float(third)) for number, third in rows][::4] == [("1", 0.33), ("5", 1.67)]


def test_what_somebody_typed_is_never_markup(written):
    page, markdown = written
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: tags.append(tag)
    parser.feed(page)

    assert "script" not in tags
    assert "<script>" not in markdown


def test_it_is_whole_or_not_there(engine, tmp_path):
    paths = write_dictionary(engine, tmp_path / "out")

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in paths)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_a_phone_shows_it_whole(width, sqlite_engine, tmp_path):
    page, _ = write_dictionary(sqlite_engine, tmp_path / "out")

    found = in_a_browser(tmp_path, {"dictionary": page.read_text(encoding="utf-8")}, width)["dictionary"]

    assert found["violations"] == []
    assert found["width"] == width


def test_roles_are_told_with_what_each_reads(written):
    for told in written:
        for role in ROLES.values():
            assert role.usual in told
            assert role.part in told
    page, markdown = written
    assert '<section id="rollen">' in page
    assert "## Wer was liest und darf" in markdown


def test_every_table_and_view_says_who_reads_it():
    found = {name: tuple(rights) for names, *rights in describe_rights() for name in names.split(", ")}
    writer, reader, publisher = 0, 1, 2

    assert {rights[writer] for rights in found.values()} == {"alles"}
    assert {name for name, rights in found.items() if rights[reader] == "nichts"} == {*CLOSED, "dissemination"}
    assert found["submission"][reader] == f"ohne {', '.join(HIDDEN['submission'])}"
    assert found["indicator_value"] == found["school_pupils"] == ("alles", "alles", "nichts")
    assert found["dissemination"][publisher] == "alles"
    assert "audit" in found["publication"][publisher].removeprefix("ohne ").split(", ")


def test_the_command_makes_the_roles_under_these_names():
    parser = ArgumentParser()
    add_arguments(parser)
    assert vars(parser.parse_args([])) == {**{name: role.usual for name, role in ROLES.items()}, "show": False}
