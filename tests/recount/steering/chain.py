"""The chain of language support from Kita to school, counted once more: its tables and notes on the steering page."""

from tests.recount.german import MONTHS, german, long_month, shift, window
from tests.recount.printed import Figures
from tests.recount.steering.guard import LEAST, is_few, leave_out, value_of
from tests.recount.steering.needs import check_table, coverage, say
from tests.recount.steering.tally import Tally, known_months

KITA, SCHOOL = "daycare_children", "school_pupils"
TITLES = {
    KITA: ("Kinder insgesamt", "mit nichtdeutscher Familiensprache", "mit festgestelltem Sprachförderbedarf"),
    SCHOOL: ("Schülerinnen und Schüler insgesamt", "mit nichtdeutscher Familiensprache", "in Erstförderung Deutsch",
             "in Anschlussförderung"),
}  # fmt: skip
ENTRY = {
    "school_starters": "werden im kommenden Schuljahr schulpflichtig",
    "school_starters_need": "Schulpflichtige: mit Sprachförderbedarf",
}
KITA_STEPS = {"U3": "Kita unter 3 Jahren (U3)", "Ü3": "Kita 3 Jahre und älter (Ü3)"}
STARTERS = "starters"
GRADES = tuple(f"{number:02d}" for number in range(1, 11))
COLUMNS = {
    KITA: ("age_group", ("children", "other_family_language", "certified_support_need")),
    SCHOOL: ("grade", ("pupils", "other_family_language", "first_support", "follow_up_support")),
}


def recount_chain(chapter, connection, month, length):
    """Every number of the chapter."""
    tally = Tally(connection, window(month, length))
    known = known_months(connection, month)
    title = "Sprachförderung von der Kita bis in die Schule, nach Alter und Jahrgang"
    table = chapter.table(title)
    yield f"{title}: Zeitraum", table.caption, f"{title} {long_month(month)}"
    heads = ["Alter, Jahrgang", "kam in die Schule", "Kinder", "andere Familiensprache", "Förderbedarf, Erstförderung",
             "Anschlussförderung", "dieselben ein Jahr zuvor", "Förderung damals", "Veränderung (Punkte)"]  # fmt: skip
    yield from check_table(table, heads, _chain(connection, month, length, known))
    title = "Einschulungsjahrgänge durch die Schuljahre: Anteil in Erstförderung"
    table = chapter.table(title)
    years = [one for one in (shift(month, -12 * back) for back in (4, 3, 2, 1, 0)) if one == month or one in known]
    yield f"{title}: Zeitraum", table.caption, f"{title} jeweils {MONTHS[int(month[5:]) - 1]}"
    heads = ["Einschulung", *(_say_entry(_school_year(one)) for one in years)]
    yield from check_table(table, heads, _cohorts(connection, years, length))
    yield from _notes(chapter, tally, shift(month, -12), known)


def _notes(chapter, tally, before, known):
    whole = (_answers(tally, table) for table in COLUMNS)
    past = (
        f"Ein Jahr zuvor: {long_month(before)}."
        if before in known
        else f"Für {long_month(before)} ist nichts bekannt (.)."
    )
    told = [one for one in chapter.sentences if one.startswith("Geantwortet haben Kitas")]
    yield "Kette: wer geantwortet hat", told, ["Geantwortet haben Kitas ({}), Schulen ({}). {}".format(*whole, past)]
    least = [one for one in chapter.sentences if one.startswith("Anteile sind aus den gerundeten")]
    yield "Kette: von wem nichts gezeigt wird", least[0], Figures([str(LEAST)])
    asked = [one for one in chapter.sentences if one.startswith("Die Kita meldet nur")]
    changes = [one for one in chapter.sentences if one.startswith("Zwischen Kita und Jahrgang")]
    yield "Kette: wo keine Veränderung steht", changes[0], Figures([GRADES[0][1:]])
    yield "Kette: seit wann nach Schulpflichtigen gefragt wird", asked[0], Figures(["2027"])
    grades = [one for one in chapter.sentences if one.startswith("Über die Zeile gelesen")]
    yield "Kette: wo die Schulen wechseln", grades[0], Figures(["4", "5"])


def _answers(tally, table):
    """How many answered each column of the chain; of children who will soon be at school where anybody did."""
    asked = {title: tally.asked(table, one) for title, one in zip(TITLES[table], COLUMNS[table][1], strict=True)}
    for column, title in ENTRY.items() if table == KITA else ():
        if tally.asked(table, column)[1]:
            asked[title] = tally.asked(table, column)
    return "; ".join(f"{title}: {coverage(one)}" for title, one in asked.items())


def _steps(connection, month, length, as_of):
    """Of each step: how many, and the shares of another language, in need of support, in follow-up support.

    A share is that of whoever said both, in one row.
    """
    tally, steps = Tally(connection, window(month, length), as_of), {name: [None] * 4 for name in KITA_STEPS}
    for table, (key, (whole, *parts)) in COLUMNS.items():
        for one in leave_out(tally.by_code(table, whole, key), (table, whole)):
            steps.setdefault(one.names[0], [None] * 4)[0] = one.value
        for place, part in enumerate(parts, 1):
            pairs = (tally.by_code(table, part, key, whole), tally.by_code(table, whole, key, part))
            counts = [
                {one.names[0]: one.value for one in leave_out(told, (table, name))}
                for told, name in zip(pairs, (part, whole), strict=True)
            ]
            for name in counts[0].keys() & counts[1].keys():
                steps.setdefault(name, [None] * 4)[place] = _ratio(counts[0][name], counts[1][name])
    whole, need = ENTRY
    if (starters := _of_all(tally, whole)) is not None:
        steps[STARTERS] = [starters, None, _ratio(_of_all(tally, need, whole), _of_all(tally, whole, need)), None]
    return {name: step for name, step in steps.items() if step[0] is not None or name in KITA_STEPS}


def _ratio(part, whole):
    return None if part is None or not whole else part / whole


def _of_all(tally, column, beside=None):
    told = tally.of_city(KITA, column, beside)
    return None if is_few(told) else value_of(told, (KITA, column))


def _share(ratio):
    return "." if ratio is None else f"{german(100 * ratio, 1)} %"


def _school_year(month):
    return int(month[:4]) - (month[5:] < "08")


def _say_entry(year):
    return f"{year}/{(year + 1) % 100:02d}"


def _name(step):
    return KITA_STEPS.get(step) or ("Kita: bald schulpflichtig" if step == STARTERS else f"Jg. {int(step)}")


def _chain(connection, month, length, known):
    before = shift(month, -12)
    now = _steps(connection, month, length, month)
    then = _steps(connection, before, length, month) if before in known else {}
    for name in (*KITA_STEPS, STARTERS, *GRADES):
        if name in now:
            yield _step_line(name, now[name], _step_before(name), then, month)


def _step_before(name):
    """Which step the same children were a year earlier."""
    return {GRADES[0]: STARTERS}.get(name) or (f"{int(name) - 1:02d}" if name in GRADES else "")


def _step_line(name, step, earlier, then, month):
    whole, *parts = step
    before, change = then.get(earlier), "x" if earlier == STARTERS else "."
    if before and earlier != STARTERS and None not in {parts[1], before[2]}:
        change = german(round(100 * parts[1], 1) - round(100 * before[2], 1), 1, signed=True)
    entry = _say_entry(_school_year(month) - int(name) + 1) if name in GRADES else "noch nicht"
    past = (_name(earlier), _share(before[2])) if before else (".", ".")
    return [_name(name), entry, say(whole), *map(_share, parts), *past, change]


def _cohorts(connection, years, length):
    steps = {one: _steps(connection, one, length, years[-1]) for one in years}
    entries = {_school_year(one) - int(name) + 1 for one in years for name in steps[one] if name in GRADES}
    for entry in sorted(entries, reverse=True):
        cells = []
        for one in years:
            grade = f"{_school_year(one) - entry + 1:02d}"
            step = steps[one].get(grade) if grade in GRADES else None
            cells.append(f"Jg. {int(grade)}: {_share(step[2])}" if step else ".")
        yield [_say_entry(entry), *cells]
