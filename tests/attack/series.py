"""An outsider with the folders of a whole series of reports: every month, in every version.

Ways in: `read_series(reports, folder)` and `attack(series)`. The folders are all that is read of what is printed.
Beside them an outsider is taken to know which counts did not change from one version, or one month's report, to the
next: a count is one unknown as long as its true value is the same, and that is all for which the true figures are
asked here.
"""

from math import inf

from tasks.report.data.write_data import write_data
from tasks.report.protect import protect_report
from tests.attack.outsider import (
    BASE,
    REST,
    TRENDED,
    count_columns,
    left_by_rounding,
    narrow,
    place,
    read_folder,
    read_tables,
    rounded_by,
    solve,
)
from tests.attack.test_outsider import BARE

KEYED = {  # key of a figure that is told of several months -> what it counts, as the tables of a month tell it
    "S01": ("schools", "total", "pupils"),
    "S05": ("schools", "total", "first_support"),
    "S10": ("schools", "total", "arrivals"),
    "S11": ("schools", "total", "transitions"),
    "K01": ("children_by_age", "total", "children"),
    "K03": ("family_languages", "total", "children"),
    "K04": ("children_by_age", "total", "certified_support_need"),
    "K08": ("programmes", "total", "families"),
    "K09": ("programmes", "total", "children"),
    "V04": ("offers", "total", "volunteers"),
    "V05": ("offers", "total", "participants"),
    "V05_young": ("offers", "total", "participants_under_27"),
    "V07": ("offers", "total", "participants_60_and_over"),
    "I01": ("counselling_by_stage", "total", "first_interviews"),
    "I02": ("counselling_by_stage", "total", "school_places_found"),
    "I03": ("counselling_by_stage", "total", "waiting"),
    "I07": ("cases_by_area", "total", "consultations"),
}
EUROS = ("funds_by_component", "funds_by_line", "funds_by_source", "grants", "statement")
ALIKE = {  # totals that other tables tell, too
    ("arrivals_by_country", "total", "arrivals"): KEYED["S10"],
    ("places_by_form", "total", "places_occupied"): KEYED["K01"],
    ("places_by_hours", "total", "places_occupied"): KEYED["K01"],
}


def read_series(reports, folder):
    """(month, version) -> the tables of its folder, and the same with the true figures of the report."""
    series = {}
    for raw in reports:
        files = (folder / raw.month / f"v{raw.version}" / "daten").glob("*.csv")
        printed = read_folder({path.name: path.read_bytes() for path in files})
        series[raw.month, raw.version] = printed, read_folder(write_data(protect_report(raw, BARE)))
    return series


def attack(series):
    """By month what is counted there -> what is promised of it, and what all reports together leave of it."""
    promised, unlisted, lines = {}, {}, {}
    for (month, _), tables in series.items():
        read_own(*tables, *(known.setdefault(month, {}) for known in (promised, unlisted)), lines.setdefault(month, []))
    for (month, _), tables in series.items():
        for told, what, text, value in read_totals(month, *tables):
            if told in promised and text and value:
                narrow(promised[told], (*what, int(value)), left_by_rounding(text))
    found = {}
    for month, printed in promised.items():
        bounds = printed | {one: left for one, left in unlisted[month].items() if one not in printed}
        asked = {one: left for one, left in printed.items() if left[1] < inf}
        left = solve(asked, bounds, lines[month])
        found[month] = {one: (promise, left[one]) for one, promise in asked.items()}
    return found


def read_own(printed, true, promised, unlisted, lines):
    """A month's own tables, its counts named by what they are and by how many they truly are."""
    bounds, own_lines = {}, []
    persons = {table: rows for table, rows in printed.items() if table not in EUROS}
    read_tables(rounded_by(BASE), persons, bounds, own_lines)
    names, gathered = name_counts(printed, true)
    for one, left in bounds.items():
        narrow(promised, names[one], left)
    for one, members in gathered.items():
        if one in bounds:
            unlisted |= dict.fromkeys(members, (0, inf))
            own_lines.append(({one: -1, **dict.fromkeys(members, 1)}, 0, 0))
    for line, *ends in own_lines:
        named = ({names.get(one, one): by for one, by in line.items()}, *ends)
        if named not in lines:
            lines.append(named)


def name_counts(printed, true):
    """Place -> the same with its true value; and each row of what is listed nowhere with the names of all in it."""
    names, gathered = {}, {}
    for table, rows in printed.items():
        values = {row["row_key"]: row for row in true.get(table, ())}
        listed = {row["row_key"] for row in rows} - {REST}
        rest = [row for row in values.values() if row["row_role"] == "body" and row["row_key"] not in listed]
        for row in rows:
            for column in count_columns(true.get(table, ())):
                one = place(table, row, column)
                if row["row_key"] == REST:
                    members = [name_count(table, other, column) for other in rest]
                    names[one] = (*one, *(other["row_key"] for other in rest), sum(member[-1] for member in members))
                    gathered[one] = members
                else:
                    names[one] = name_count(table, row, column, values[row["row_key"]])
    return names, gathered


def name_count(table, row, column, true=None):
    """What a cell counts, by the code of its row alone, and how many."""
    one = place(table, row | {"row_code": row["row_key"]}, column)
    return (*ALIKE.get(one, one), whole((true or row)[column]))


def whole(text):
    return int(text or 0)


def read_totals(month, printed, true):
    """What a report says of any month in its tables of months and key figures: (month, what, as printed, in truth)."""
    for table, row, column, told, what in find_totals(month, printed):
        own = next(other for other in true[table] if other["row_key"] == row["row_key"])
        yield told, what, row[column], own[column]


def find_totals(month, printed):
    """Where totals of any month stand: (table, row, column, month, what)."""
    for table in ("trend", "ages_trend"):
        for row in printed.get(table, ()):
            yield from ((table, row, name, row["row_key"], what) for name, what in TRENDED.items() if name in row)
    for table, back in (("key_figures", 0), ("change_month", 1), ("change_year", 12)):
        for row in printed.get(table, ()):
            if what := KEYED.get(row["row_key"]):
                yield table, row, "now", month, what
                if back:
                    yield table, row, "before", months_before(month, back), what
    for row in printed.get("revisions", ()):
        if what := KEYED.get(row["row_key"][8:]):
            yield from (("revisions", row, name, row["row_key"][:7], what) for name in ("before", "now"))


def months_before(month, back):
    """`2026-03` and 12 give `2025-03`."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 - back, 12)
    return f"{year}-{number + 1:02}"
