"""What starts the machine: systemd takes the unit, and container files name only what there is."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml
from prefect.settings import Settings as Prefect
from prefect.settings.legacy import _get_valid_setting_names

from config.settings import SECRETS, Settings
from flows.command.parser import COMMANDS

ROOT = Path(__file__).parent.parent.parent
UNIT = ROOT / "config" / "monatsbericht.service"
CONTAINER = (ROOT / "config" / "Containerfile").read_text(encoding="utf-8")


def test_systemd_takes_the_unit(tmp_path):
    """As it is, but for the program, which is installed elsewhere here."""
    text = UNIT.read_text(encoding="utf-8").replace("/opt/monatsbericht/bin/monatsbericht", sys.executable)
    unit = tmp_path / UNIT.name
    unit.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [shutil.which("systemd-analyze") or "systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    ours = [line for line in (done.stdout + done.stderr).splitlines() if UNIT.name in line]
    assert (done.returncode, ours) == (0, [])


def test_the_unit_starts_again_what_may_pass_and_not_what_a_person_has_to_mend():
    unit = UNIT.read_text(encoding="utf-8")

    assert "Restart=on-failure" in unit
    assert "RestartPreventExitStatus=2" in unit
    (command,) = re.findall(r"^ExecStart=\S+/monatsbericht (\S+)$", unit, re.MULTILINE)
    assert command in COMMANDS


def test_the_container_calls_commands_that_exist_as_nobody_special():
    called = re.findall(r'\["monatsbericht", "([\w-]+)"\]', CONTAINER) + re.findall(
        r'^CMD \["([\w-]+)"\]', CONTAINER, re.MULTILINE
    )

    assert set(called) == {"self-check", "serve"} <= set(COMMANDS)
    assert CONTAINER.index("USER monatsbericht") < CONTAINER.index("ENTRYPOINT")
    (extra,) = re.findall(r'"/src\[(\w+)\]"', CONTAINER)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert extra in project["optional-dependencies"]
    copied = re.findall(r"--constraint /src/(\S+)", CONTAINER)
    assert all((ROOT / name).is_file() for name in copied)


def test_the_composition_sets_what_there_is_and_holds_no_password():
    text = (ROOT / "config" / "compose.yaml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    known = {f"MONATSBERICHT_{name.upper()}" for name in Settings.model_fields} | set(SECRETS)

    for one in ("server", "worker"):
        ours = {name for name in services[one]["environment"] if name.startswith("MONATSBERICHT_")}
        assert ours <= known
        prefects = {name for name in services[one]["environment"] if name.startswith("PREFECT_")}
        assert prefects <= _get_valid_setting_names(Prefect)
    secret = [(name, value) for one in services.values() for name, value in one["environment"].items()]
    given = [value for name, value in secret if "PASSWORD" in name or "AUTH" in name]
    assert len(given) == 3
    assert services["worker"]["env_file"] == [{"path": ".env", "required": False}]
    assert all(re.fullmatch(r"\$\{\w+:[?-]\}", value) for value in given)
    ports = {name: one["ports"] for name, one in services.items() if "ports" in one}
    assert ports == {"server": ["127.0.0.1:4200:4200"]}
    (copied,) = re.findall(r"--prefect-file (\S+)", "".join(services["worker"]["command"]))
    assert f"COPY config/prefect.yaml {copied}\n" in CONTAINER
