"""What is decided and not programmed: ours, and what a home changes."""

import json

import pytest

from config.errors import SettingsError
from config.policy import DEFAULT, load_policy, restore_policy


def policy_of(tmp_path, written, encoding="utf-8"):
    (tmp_path / "policy.toml").write_text(written, encoding=encoding)
    return load_policy(tmp_path)


def test_ours_is_the_cycle_of_the_domain():
    calendar = load_policy().calendar

    assert (calendar.deadline_day, calendar.report_day, calendar.cutoff_day) == (10, 12, 25)
    assert calendar.reminder_days == (5, 8)


def test_ours_are_the_thresholds_of_the_domain():
    limits = load_policy().thresholds

    assert (limits.first_support_pct, limits.meeting_place_pct) == (60, 33)
    assert (limits.hsu_group_primary, limits.hsu_group_secondary) == (15, 18)
    assert (limits.jump_count, limits.jump_pct) == (10, 30)


def test_what_leaves_the_centre_is_rounded_to_five_unless_decided_otherwise():
    disclosure = load_policy().disclosure

    assert (disclosure.profile, disclosure.rounding_base, disclosure.suppression_threshold) == ("rounding", 5, 3)


def test_a_rule_of_the_steering_view_that_means_nothing_stops_no_run(tmp_path):
    assert policy_of(tmp_path, "[steering]\ngaps = [{ need = 'X99' }]\n").steering.gaps == ({"need": "X99"},)


def test_a_report_from_before_the_steering_view_has_a_policy_without_gaps():
    written = json.loads(load_policy().model_dump_json())
    del written["steering"]

    assert restore_policy(json.dumps(written)).steering.gaps == ()


def test_a_home_without_a_policy_has_ours(tmp_path):
    assert load_policy(tmp_path) == load_policy()


def test_a_home_changes_what_it_names_and_nothing_else(tmp_path):
    policy = policy_of(tmp_path, "[calendar]\ncutoff_day = 20\n\n[disclosure]\nprofile = 'suppression'\n")

    assert (policy.calendar.cutoff_day, policy.calendar.deadline_day) == (20, 10)
    assert policy.disclosure.profile == "suppression"
    assert policy.thresholds == load_policy().thresholds


def test_a_policy_saved_by_windows_is_read(tmp_path):
    assert policy_of(tmp_path, "[report]\ntitle = 'Übersicht'\n", "utf-8-sig").report.title == "Übersicht"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        pytest.param(
            "[kalender]\n", "den Abschnitt „kalender“ gibt es nicht. Möglich: calendar,", id="unknown section"
        ),
        pytest.param(
            "[calendar]\ndedline_day = 9\n",
            "„calendar.dedline_day“ gibt es nicht. Möglich: reminder_days,",
            id="unknown name",
        ),
        pytest.param("calendar = 5\n", "„calendar“ ist ein Abschnitt", id="a value for a section"),
        pytest.param("[calendar]\ndeadline_day = 31\n", "„calendar.deadline_day“ hat den Wert „31“", id="day 31"),
        pytest.param("[calendar]\ndeadline_day = 'zehn'\n", "„zehn“", id="a word for a day"),
        pytest.param("[calendar]\nreminder_days = [0]\n", "„calendar.reminder_days.0“", id="day 0"),
        pytest.param(
            "[calendar]\ncorrection_months = 0\n", "correction_months", id="a month that closes when it opens"
        ),
        pytest.param(
            "[calendar]\ncutoff_day = 11\n", "müssen in dieser Reihenfolge liegen", id="report after the cut-off"
        ),
        pytest.param("[thresholds]\nfirst_support_pct = 160\n", "„160“", id="more than 100 %"),
        pytest.param("[thresholds]\njump_pct = nan\n", "„thresholds.jump_pct“ hat den Wert „nan“", id="not a number"),
        pytest.param("[thresholds]\njump_exempt_months = [13]\n", "„13“", id="month 13"),
        pytest.param(
            "[thresholds]\nstages = [{ rule = 'A', stage = 'laut', since = '2026-10' }]\n",
            "möglich sind: 'draft', 'shadow', 'warning', 'error', 'retired'",
            id="unknown stage",
        ),
        pytest.param(
            "[thresholds]\nstages = [{ rule = 'A', stage = 'error', since = '2026-13' }]\n",
            "„thresholds.stages.0.since“ hat den Wert „2026-13“",
            id="a stage from no month on",
        ),
        pytest.param(
            "[thresholds]\nstages = [{ rule = 'A', stage = 'error', since = '2026-10' }, "
            "{ rule = 'A', stage = 'shadow', since = '2026-10' }]\n",
            "stages nennt für A ab 2026-10 mehr als eine Stufe",
            id="two stages at a time",
        ),
        pytest.param("[disclosure]\nprofile = 'offen'\n", "„offen“", id="unknown profile"),
        pytest.param("[disclosure]\nloss = 'Tabellen'\n", "möglich sind: 'persons', 'cells'", id="unknown loss"),
        pytest.param("[disclosure]\nrounding_base = 1\n", "„1“", id="rounding to one"),
        pytest.param("[disclosure]\nrounding_base = 2\n", "„2“", id="rounding to two"),
        pytest.param("[disclosure]\nsuppression_threshold = 2\n", "„2“", id="only a 1 is hidden, and known"),
        pytest.param("[disclosure]\nprofile = 'none'\n", "braucht in legal_basis die Rechtsgrundlage", id="no ground"),
        pytest.param("[disclosure]\nprofile = 'none'\nlegal_basis = ' '\n", "Rechtsgrundlage", id="blank ground"),
        pytest.param(
            "[disclosure]\nrounding_base = 3\nleast_values = 4\n",
            "least_values (4) darf nicht über rounding_base (3) liegen",
            id="more kept back than rounded",
        ),
        pytest.param("[steering]\nrounding_base = 2\n", "oder mindestens 3", id="the house's view rounded to two"),
        pytest.param("[steering]\nleast_respondents = 2\n", "„2“", id="what two respondents said"),
        pytest.param("[steering]\nneighbours = [['Haspe']]\n", "neighbours", id="a neighbour of nobody"),
        pytest.param("[report]\ntrend_months = 1\n", "„1“", id="a trend of one month"),
        pytest.param("[calendar\n", "keine gültige TOML-Datei", id="broken file"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(tmp_path, written, sentence):
    with pytest.raises(SettingsError) as caught:
        policy_of(tmp_path, written)

    assert str(caught.value).startswith("policy.toml")
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_policy_in_another_encoding_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(SettingsError, match="UTF-8"):
        policy_of(tmp_path, "[report]\ntitle = 'Übersicht'\n", "cp1252")


def test_a_policy_cannot_be_changed_while_we_work():
    with pytest.raises(ValueError, match="frozen"):
        load_policy().calendar.deadline_day = 3


def test_every_number_of_ours_says_why():
    lines = DEFAULT.read_text(encoding="utf-8").splitlines()
    decided = [(number, line) for number, line in enumerate(lines) if "=" in line and not line.startswith("#")]
    heads = {line.strip() for line in lines if line.startswith("[")}

    sections = "calendar thresholds disclosure retention report cover terms gate own_page steering report.sections"
    assert heads == {f"[{name}]" for name in sections.split()}
    for number, line in decided:
        # the comment above says it for all of the section, or it is a title
        if number > lines.index("[report.sections]"):
            continue
        if line.startswith(
            ("  { kind", "  { title", "title", "subtitle", "imprint", "rounding", "suppression", "profile")
        ):
            continue
        assert "#" in line or lines[number - 1].startswith("#"), line


def test_a_policy_comes_back_as_it_was_kept():
    assert restore_policy(load_policy().model_dump_json()) == load_policy()


@pytest.mark.parametrize("written", ["{}", "[]", "no json", '{"calendar": 1}'])
def test_a_policy_that_nobody_understands_any_more_is_said(written):
    with pytest.raises(SettingsError, match="versteht diese Fassung des Programms nicht"):
        restore_policy(written)


def test_a_home_renames_a_chapter_and_keeps_the_others(tmp_path):
    (tmp_path / "policy.toml").write_text('[report.sections]\nschool = "Schulen"\n', encoding="utf-8")

    sections = load_policy(tmp_path).report.sections

    assert sections == load_policy().report.sections | {"school": "Schulen"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[report.sections]\nfreizeit = "Freizeit"\n', "„report.sections.freizeit“ gibt es nicht"),
        ('[report]\nsections = "Schule"\n', r"bitte als \[report.sections\] schreiben"),
    ],
)
def test_a_chapter_that_does_not_exist_is_refused(tmp_path, written, said):
    (tmp_path / "policy.toml").write_text(written, encoding="utf-8")

    with pytest.raises(SettingsError, match=said):
        load_policy(tmp_path)


def test_what_becomes_of_a_report_that_fails_a_check_is_one_of_three(tmp_path):
    assert policy_of(tmp_path, "[gate]\nerrors = 'publish_with_note'\n").gate.errors == "publish_with_note"
    with pytest.raises(SettingsError, match=r"„gate\.warnings“ hat den Wert „halten“; möglich sind: 'publish',"):
        policy_of(tmp_path, "[gate]\nwarnings = 'halten'\n")


def test_a_policy_from_before_the_gate_still_means_what_it_meant():
    old = load_policy().model_dump(mode="json")
    del old["gate"], old["calendar"]["rehearsal_days_before"]

    assert restore_policy(json.dumps(old)) == load_policy()
