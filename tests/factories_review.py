"""A small city with published reports and a concept: `publish_city(home, months)`."""

import pytest

import tasks.report.month
from config.policy import load_policy
from config.settings import load_settings
from schemas.report.text.definitions import define_indicators
from tasks.report.data.write_data import write_data
from tasks.report.month import publish_month
from tasks.warehouse import open_warehouse
from tests.factories_history import enter_register, month_of, report_day, report_month

MONTHS = [month_of(number) for number in range(1, 25)]
SILENT = month_of(20)  # in which no Kita reports, and the report goes out all the same
UNPUBLISHED = month_of(22)
CONCEPT = """
[[goals]]
id = "erst"
title = "Mehr Kinder in <b>Erstförderung</b>"
indicator = "S05"
base = 40
target = 45
year = 2027
responsible = "=HYPERLINK(1)"

[[goals]]
id = "kinder"
title = "Viel mehr Kinder"
indicator = "K01"
base = 10
target = 5000
year = 2027
responsible = "#set text(red)"
milestones = [{ month = "2026-06", value = 20 }]

[[goals]]
id = "treffen"
title = "Treffen im Netzwerk"
indicator = "N01"
base = 1
target = 3
year = 2026
responsible = "Geschäftsstelle"
breaks = [{ month = "2027-01", reason = "seitdem auch Videokonferenzen" }]

[[goals]]
id = "ohne"
title = "Ein Ziel ohne Kennzahl"
base = 1
target = 3
year = 2026
responsible = "Amt"

[[goals]]
id = "fremd"
title = "Ein Ziel mit einer Kennzahl, die es nicht gibt"
indicator = "S99"
base = 1
target = 3
year = 2026
responsible = "Amt"

[[measures]]
title = "Sprechstunde {{ 7 * 7 }}"
goal = "erst"
since = "2027-01"
responsible = "Schulamt"
state = "läuft"
"""


def page_of(report):
    """What the review reads of a page: the definitions of the annex."""
    items = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in define_indicators(report.month))
    return f"<dl>{items}</dl>".encode()


def render_little(report):
    """What a review reads of a report's folder."""
    data = {f"daten/{name}": content for name, content in write_data(report).items()}
    return {"bericht.html": page_of(report), **data}


def publish_city(home, months=MONTHS):
    """The home with the reports of these months, but for one that nobody published."""
    settings = load_settings(home)
    for folder in settings.folders():
        folder.mkdir(parents=True)
    engine = open_warehouse(settings.url)
    enter_register(engine, report_day(MONTHS[0]).replace(year=2025))
    policy = load_policy(home)
    gate = policy.gate.model_copy(update={"errors": "publish"})
    report = policy.report.model_copy(update={"trend_months": 2})
    policy = policy.model_copy(update={"gate": gate, "report": report})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks.report.month, "render_files", render_little)
        for month in months:
            without = [name for name in ("K-05914000-0001", "K-05914000-0002") if month == SILENT]
            report_month(engine, month, without=without)
            if month != UNPUBLISHED:
                assert publish_month(engine, settings, policy, month, report_day(month)).version == "1.0"
    engine.dispose()
    (home / "concept.toml").write_text(CONCEPT, encoding="utf-8")
    return home
