"""The image of config/Containerfile: what goes into it, and that what comes out works.

It is built where a builder answers that gets what it needs. Elsewhere each line is read, and what the image would
install is installed and taken through the same first steps.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).parent.parent.parent
CONTAINERFILE = (ROOT / "config" / "Containerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
KNOWN = {"FROM", "RUN", "COPY", "USER", "ENV", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
SECRETS = ("hagen/meldeschluessel.key", "config/.env")  # what may lie beside the code where somebody builds


def read_instructions(text):
    """Word and argument of each instruction; a line of the shell that goes on is one."""
    whole = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [tuple(line.split(maxsplit=1)) for line in whole.splitlines() if line.strip()]


INSTRUCTIONS = read_instructions(CONTAINERFILE)
BASE = INSTRUCTIONS[0][1]

# What the builder is given beside ours: FIRST_STEPS begins with the image that was built.
PROBE = f"FROM {BASE}\nRUN python -m pip download --no-deps --dest /tmp tzdata\n"
GIVEN = """FROM {base}
COPY . /src
RUN test -d /src/tasks && test ! -e /src/hagen && test ! -e /src/config/.env
"""
FIRST_STEPS = """FROM {image}
RUN test "$(id -un)" = monatsbericht && test ! -e /src && test -s /etc/monatsbericht/prefect.yaml
RUN python -c 'import psycopg'
RUN monatsbericht init && monatsbericht status && monatsbericht self-check
"""


def arguments(word):
    return [argument for other, argument in INSTRUCTIONS if other == word]


def let_in():
    """What .dockerignore lets to the builder."""
    return [line[1:] for line in IGNORED if line.startswith("!")]


def test_each_line_can_be_carried_out():
    words = [word for word, _ in INSTRUCTIONS]

    assert set(words) <= KNOWN
    assert (words[0], words.count("USER"), words.count("ENTRYPOINT"), words.count("CMD")) == ("FROM", 1, 1, 1)
    assert re.fullmatch(r"python:3\.1[1-4]-slim", BASE)  # as pyproject.toml allows
    assert words.index("USER") > max(at for at, word in enumerate(words) if word in {"RUN", "COPY"})
    for command in arguments("RUN"):
        subprocess.run(["sh", "-n", "-c", command], check=True)
    for given in (*arguments("ENTRYPOINT"), *arguments("CMD"), arguments("HEALTHCHECK")[0].partition(" CMD ")[2]):
        assert all(isinstance(part, str) for part in json.loads(given))


def test_only_what_is_installed_goes_to_the_builder():
    """All else is left out first, so that no home and no file of passwords comes into an image."""
    lines = [line for line in IGNORED if not line.startswith("#")]

    assert lines[0] == "*"
    assert all((ROOT / name).exists() for name in let_in())
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= set(let_in())
    assert {"pyproject.toml", *PROJECT["project"]["license-files"]} <= set(let_in())
    assert "**/.env" in lines[lines.index("!config") :]
    named = {source for argument in arguments("COPY") for source in argument.split()[:-1]} - {"."}
    assert {name.split("/")[0] for name in named} <= set(let_in())
    assert all((ROOT / name).is_file() for name in named)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_what_comes_out_works(tmp_path):
    context = tmp_path / "context"
    for name in let_in():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        context.mkdir(exist_ok=True)
        copy(ROOT / name, context / name)
    if builder := find_builder():
        build_all(builder, context)
    else:
        install_and_begin(context, tmp_path)


def find_builder():
    """The program that builds images here, if it can carry out a line in the one that ours begins with."""
    for program in filter(None, map(shutil.which, ("docker", "podman"))):
        if is_done([program, "build", "--no-cache", "--file", "-", "--tag", "monatsbericht-test", "."], input=PROBE):
            is_done([program, "rmi", "--force", "monatsbericht-test"])
            return program
    return None


def is_done(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, **more).returncode == 0


def build_all(builder, context):
    """What the builder is given holds no secret; ours is built, and takes its first steps."""
    shutil.copy(ROOT / ".dockerignore", context)
    for name in SECRETS:
        (context / name).parent.mkdir(exist_ok=True)
        (context / name).write_text("geheim", encoding="utf-8")
    image = f"monatsbericht-test-{uuid4().hex}"
    tags = [f"{image}-given", image, f"{image}-steps"]
    texts = [GIVEN.format(base=BASE), CONTAINERFILE, FIRST_STEPS.format(image=image)]
    try:
        for tag, text in zip(tags, texts, strict=True):
            run([builder, "build", "--file", "-", "--tag", tag, str(context)], input=text)
    finally:
        is_done([builder, "rmi", "--force", *reversed(tags)])


def install_and_begin(context, tmp_path):
    """What the image's line installs, but for what is here already, in a folder of its own; and from there, begin."""
    target, home = tmp_path / "installed", tmp_path / "hagen"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    run([*install, "--constraint", str(context / ".requirements.txt"), "--target", str(target), str(context)])
    environment = {**os.environ, "PYTHONPATH": str(target), "MONATSBERICHT_HOME": str(home)}
    for words in (["init"], ["status"], ["self-check"]):
        done = run([sys.executable, "-c", BEGIN, *words], cwd=tmp_path, env=environment)
    assert str(target) in done.stderr
    assert "Alles läuft." in done.stdout


BEGIN = """
import sys, flows.command.cli
print(flows.command.cli.__file__, file=sys.stderr)
sys.exit(flows.command.cli.main(sys.argv[1:]))
"""


def run(command, **more):
    """Done, or the test fails with what it said."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=1500, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done
