"""The habits of the house, watched: what lies where, who may import whom, what no file may contain."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tokenize
from functools import cache
from pathlib import Path

import pytest

from config.settings import Settings

ROOT = Path(__file__).parent.parent
ROOMS = ("config", "schemas", "tasks", "flows")
ROOT_ENTRIES = {*ROOMS, "tests", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"}
MOST_MODULES = 15  # in one room; a larger one is divided

# Stages know each other only along the month's travel: which stage of a room may import which others. What stands on
# top of a room (finding, german; warehouse, secret, run) is everybody's.
TRAVEL = {
    "schemas": {
        "form": (),
        "files": ("form",),
        "time": ("form",),
        "check": ("form", "files", "time"),
        "mail": ("form", "files", "time"),
        "store": ("form", "files", "check", "mail"),
        "answer": ("form", "files", "mail"),
        "report": ("form", "time"),
        "review": ("form", "files", "time", "report"),
        "analysis": ("form", "time", "report", "review"),
        "proof": ("form", "time", "analysis"),
        "steering": ("form", "time", "report"),
    },
    "tasks": {
        "check": (),
        "store": (),
        "intake": ("check", "store"),
        "letters": ("intake", "store"),
        "analysis": (),
        "report": ("analysis", "store"),
        "proof": ("report", "store"),
        "review": ("analysis", "report", "store"),
        "disseminate": ("intake", "letters", "report"),
        "steering": ("store",),
        "watch": ("intake", "letters", "report", "store", "steering"),
        "upkeep": ("intake", "letters", "store", "watch"),
        "invent": (),
    },
}
MOST_LINES = 300
MOST_FUNCTION_LINES = 40

# One library, one room: where each may be imported. A folder means all of its modules.
LIBRARIES = {
    "prefect": (
        *(f"tasks/{stage}/steps.py" for stage in TRAVEL["tasks"]),
        "tasks/run.py",
        "tasks/monthly_flow.py",
        "tasks/watch/screen.py",
        "flows/",
    ),
    "pandera": ("schemas/",),
    "pandas": ("schemas/", "tasks/"),
    "sqlalchemy": ("schemas/", "tasks/", "flows/"),
    "alembic": ("tasks/upkeep/migrate/",),
    "psycopg": ("tasks/",),
    "great_tables": ("tasks/report/render_html.py",),
    "jinja2": ("tasks/templates.py",),
    "vl_convert": ("tasks/report/chart.py",),
    "typst": ("tasks/report/render_pdf.py", "tasks/upkeep/doctor.py"),
    "holidays": ("schemas/time/working_day.py",),
    "scipy": (
        "schemas/check/localisation/programme.py",
        "schemas/check/unusual/patterns.py",  # which row belongs in whose place is an assignment
        *(f"schemas/report/protection/{one}.py" for one in ("attack", "optimum", "proofs")),
    ),
    "xlsxwriter": ("tasks/",),
    "lxml": ("tasks/proof/fill.py",),
    "docx": ("tasks/review/write_docx.py",),
    "python_calamine": ("tasks/",),
    "rich": ("flows/command/show.py",),
    "fsspec": ("tasks/intake/sources/shares.py",),
    "paramiko": ("tasks/intake/sources/shares.py",),
    "webdav4": ("tasks/intake/sources/shares.py",),
    "msal": ("tasks/oauth.py",),
    "cryptography": ("tasks/disseminate/signature.py",),
    "imap_tools": ("tasks/intake/sources/",),
    "yaml": ("config/schedule.py",),
    "cronsim": ("config/schedule.py",),
    "uvicorn": ("flows/server/process.py",),
    "fastapi": ("flows/server/process.py",),
}


@cache
def tracked():
    """Every file in version control; what is not there will not be in anybody's clone."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).exists()]


@cache
def modules():
    """The Python files of the four rooms, as paths from the root."""
    return [name for name in tracked() if name.endswith(".py") and name.split("/")[0] in ROOMS]


@cache
def parse(name):
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


@cache
def imports(name):
    """What a file imports, wherever in it, as dotted names; a relative import begins with a dot."""
    found = set()
    for node in ast.walk(parse(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            found |= {f"{base}.{alias.name}" for alias in node.names} if node.level or base in ROOMS else {base}
    return found


@cache
def installed_packages():
    """The names under which anything installed can be imported."""
    return importlib.metadata.packages_distributions().keys()


def test_the_root_holds_what_the_owner_fixed():
    entries = {name.split("/")[0] for name in tracked()}

    assert {entry for entry in entries if not entry.startswith(".")} <= ROOT_ENTRIES


@pytest.mark.parametrize("name", modules())
def test_imports_point_one_way(name):
    own = ROOMS.index(name.split("/")[0])
    wrong = {found for found in imports(name) if found.split(".")[0] in (*ROOMS[own + 1 :], "tests", "")}

    assert not wrong, f"{name} imports {wrong}"


@pytest.mark.parametrize("name", [name for name in modules() if name.split("/")[0] in TRAVEL and name.count("/") > 1])
def test_stages_know_each_other_along_the_travel_only(name):
    room, own, *_ = name.split("/")
    stages = TRAVEL[room]
    others = {found.split(".")[1] for found in imports(name) if found.split(".")[0] == room}

    assert not (others & set(stages)) - {own, *stages[own]}


@pytest.mark.parametrize("room", TRAVEL)
def test_the_travel_never_turns_back(room):
    """No circle: each stage may only know those that are listed before it."""
    seen = set()
    for stage, known in TRAVEL[room].items():
        assert set(known) <= seen
        seen.add(stage)


@pytest.mark.parametrize("folder", sorted({str(Path(name).parent) for name in modules()}))
def test_no_room_is_crowded(folder):
    names = [name for name in modules() if str(Path(name).parent) == folder and not name.endswith("__init__.py")]

    assert len(names) <= MOST_MODULES


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith("flows/")])
def test_flows_ask_the_warehouse_nothing_themselves(name):
    """They may hand a connection on, which has a type, but no query is written there."""
    taken = [node for node in ast.walk(parse(name)) if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy"]

    assert {alias.name for node in taken for alias in node.names} <= {"Engine"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_stays_in_its_room(library):
    users = {name for name in modules() if any(found.split(".")[0] == library for found in imports(name))}

    assert not {name for name in users if not name.startswith(LIBRARIES[library])}


def test_no_page_is_put_together_by_hand():
    """Pages and mails are templates: an end tag in a module would close an element that nobody escapes for us."""
    tags = "a|body|dd|div|dl|h[1-6]|html|li|ol|p|section|span|strong|table|td|th|tr|ul"
    by_hand = re.compile(rf"</(?:{tags})>|\bhtml.*\bescape\b")
    found = {name for name in modules() if by_hand.search((ROOT / name).read_text(encoding="utf-8"))}

    assert {Path(name).name for name in found} <= {"make_forms.py"}  # cells of a workbook, which is XML


@pytest.mark.parametrize("name", [name for name in modules() if name.endswith("__init__.py")])
def test_a_package_opens_with_a_docstring_and_nothing_else(name):
    body = parse(name).body

    assert len(body) == 1
    assert ast.get_docstring(parse(name))


@pytest.mark.parametrize("name", modules())
def test_a_module_says_what_it_is_for_and_stays_short(name):
    assert ast.get_docstring(parse(name))
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= MOST_LINES


DOTTED = re.compile(rf"(?<![\w./@-])(?:{'|'.join((*ROOMS, 'tests'))})(?:\.\w+)+(?![\w/])")
FILE_ENDINGS = (".py", ".toml", ".yaml", ".csv")
WAY_IN = re.compile(r"\bways? in: (.*?)(?:[.;]\s|[.;]?$)", re.IGNORECASE | re.DOTALL)


def dotted(name):
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def docstrings(name):
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    return [text for node in ast.walk(parse(name)) if isinstance(node, kinds) and (text := ast.get_docstring(node))]


def comments(name):
    with (ROOT / name).open(encoding="utf-8") as file:
        return [token.string for token in tokenize.generate_tokens(file.readline) if token.type == tokenize.COMMENT]


def find(name):
    """The module of a dotted name, or what it holds; None where there is neither."""
    module, _, last = name.rpartition(".")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        owner = find(module) if module else None
        return getattr(owner, last, None) or getattr(owner, "__annotations__", {}).get(last)


def test_what_comments_name_exists():
    """`tasks.report.month` or `schemas.report.cell.Sign` in a comment or docstring: readers go there."""
    python = [name for name in tracked() if name.endswith(".py")]
    said = [(name, text) for name in python for text in (*docstrings(name), *comments(name))]
    named = {(name, found) for name, text in said for found in DOTTED.findall(text)}

    assert len(named) > 50
    assert not {(name, found) for name, found in named if not found.endswith(FILE_ENDINGS) and find(found) is None}


def ways_in(name):
    """The names that a module's docstring calls its ways in."""
    said = " ".join(WAY_IN.findall(ast.get_docstring(parse(name))))
    written = re.findall(r"`+(?:with )?([A-Za-z_][\w.]*)(?:\([^`]*)?`+", said)
    return [way for way in written if not way.endswith(".j2")]


def test_the_ways_in_are_there():
    named = {(dotted(name), way) for name in modules() for way in ways_in(name)}

    assert len(named) > 50
    assert not {(module, way) for module, way in named if not (find(f"{module}.{way}") or find(way))}


@pytest.mark.parametrize("name", modules())
def test_no_function_is_longer_than_a_screen(name):
    functions = [node for node in ast.walk(parse(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert not [f.name for f in functions if f.end_lineno - f.lineno >= MOST_FUNCTION_LINES]


@pytest.mark.parametrize("folder", sorted({str(Path(name).parent) for name in tracked() if name.endswith(".py")}))
def test_every_folder_with_python_is_a_package(folder):
    assert (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize("name", [Path(name).stem for name in modules() if name.startswith("flows/")])
def test_no_flow_file_hides_a_module(name):
    """Prefect can put flows/ first on sys.path: a file there named like a module would be imported in its place."""
    if name == "__init__":
        return
    assert name not in ROOMS
    assert name not in sys.stdlib_module_names
    assert name not in installed_packages()


@pytest.mark.parametrize("room", ROOMS)
def test_the_packages_are_those_of_this_folder(room):
    assert Path(importlib.import_module(room).__file__).is_relative_to(ROOT)


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_in_the_readme(setting):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"`MONATSBERICHT_{setting.upper()}`" in readme


def test_the_readme_and_ci_run_the_same_tests():
    assert "python -m pytest" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python -m pytest" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_no_file_knows_this_machine_or_a_package_index():
    registry = re.compile(r"https?://[^\s\"')]*(?:pypi|pythonhosted|/simple\b)|--(?:extra-)?index-url[ =]http")
    places = [re.escape(f"{path}/") for path in (ROOT, Path.home()) if len(path.parts) > 1]
    machine = re.compile("|".join([*places, r"/home/[a-z]+/", r"/Users/[a-z]+/"]))
    found = []
    for name in tracked():
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        if name != "tests/test_house.py" and (registry.search(text) or machine.search(text)):
            found.append(name)

    assert not found


def test_the_lock_pins_everything_that_we_ask_for():
    lock = (ROOT / ".requirements.txt").read_text(encoding="utf-8")
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lock.splitlines() if "==" in line}
    wanted = {
        re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower()
        for line in importlib.metadata.requires("monatsbericht")
    }

    assert wanted <= pinned


# What every module of its kind offers under one name is no second meaning.
SHARED_NAMES = {
    "add_arguments": "every command",
    "perform": "every command",
    "main": "what a program of its own begins with: the command, the server's process",
    "upgrade": "every step of Alembic",
}


def test_one_name_has_one_meaning():
    """A public function, class or type is defined in one module only: its name says which one is meant."""
    owners = {}
    for name in modules():
        for node in parse(name).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            types = {t.id for t in targets if isinstance(t, ast.Name) and not t.id.isupper() and t.id[0].isupper()}
            for defined in {getattr(node, "name", "_"), *types}:
                owners.setdefault(defined, set()).add(name)
    twice = {name: found for name, found in owners.items() if len(found) > 1 and not name.startswith("_")}

    assert not {name: found for name, found in twice.items() if name not in SHARED_NAMES}
