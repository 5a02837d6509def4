"""The figures that are public: what the reports in force print, and nothing else. One way in: `export_public`.

They are the published files themselves, of the newest version of each month, held against the manifest that the
warehouse knows. So the attack on the reports (tasks.report.seen.series) was one on them, too.
"""

import hashlib
import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Engine

from config.errors import UsageError
from config.policy import restore_policy
from config.settings import Settings
from schemas.german import format_month
from tasks.analysis.export import check_folder, span_months
from tasks.atomic_files import fill_folder, new_folder
from tasks.report.publish import MANIFEST, PublicationError, find_differences, report_folder
from tasks.store.publication import find_plan, latest_version, read_policy

PublicFormat = Literal["parquet", "csv", "xlsx"]
DATA, TABLES = "daten", "tabellen.xlsx"


def export_public(
    engine: Engine, settings: Settings, months: tuple[str, str], form: PublicFormat, folder: Path
) -> dict[str, str]:
    """Write what the reports of a span of months print, a folder a month; returns month -> version.

    Raises:
        UsageError: nothing of these months is published, a report of them protects nothing, or the folder is there.
        PublicationError: a published folder is not as it was published.
    """
    check_folder(folder)
    versions = {month: latest_version(engine, settings.centre, month) for month in span_months(*months)}
    found = {month: version for month, version in versions.items() if version}
    if not found:
        raise UsageError(
            f"Von {format_month(months[0])} bis {format_month(months[1])} ist kein Bericht veröffentlicht: es gibt "
            "keine Zahlen, die hinausdürfen."
        )
    sources = {month: _find_folder(engine, settings, month, version) for month, version in found.items()}
    with new_folder(folder) as draft:
        for month, source in sources.items():
            fill_folder(draft / month, _READ[form](source))
    return found


def _find_folder(engine: Engine, settings: Settings, month: str, version: str) -> Path:
    """The folder of a version, as it was published and with protected figures."""
    name = f"Bericht {version} für {format_month(month)}"
    policy = read_policy(engine, settings.centre, month, version)
    if policy is None or restore_policy(policy).disclosure.profile == "none":
        raise UsageError(f"{name} nennt genaue Zahlen (Profil „none“): er ist nicht für die Öffentlichkeit.")
    folder = report_folder(settings, month, version)
    plan = find_plan(engine, settings.centre, month, version)
    manifest = folder / MANIFEST
    is_known = plan and manifest.exists() and hashlib.sha256(manifest.read_bytes()).hexdigest() == plan[1]
    if not is_known or find_differences(folder):
        raise PublicationError(
            f"{name} liegt nicht mehr so unter reports/, wie er veröffentlicht wurde: bitte zuerst monatsbericht verify"
        )
    return folder


def _read_csv(folder: Path) -> Mapping[str, bytes]:
    """The tables with `datapackage.json`, which explains them."""
    return {path.name: path.read_bytes() for path in sorted((folder / DATA).iterdir())}


def _read_xlsx(folder: Path) -> Mapping[str, bytes]:
    return {TABLES: (folder / TABLES).read_bytes()}


def _read_parquet(folder: Path) -> Mapping[str, bytes]:
    """Each table with the kinds of values that `datapackage.json` names."""
    package = json.loads((folder / DATA / "datapackage.json").read_bytes())
    return dict(_encode(one, folder / DATA / one["path"]) for one in package["resources"])


def _encode(resource: Mapping[str, Any], path: Path) -> tuple[str, bytes]:
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    kinds = {"integer": pa.int64(), "number": pa.float64()}
    types = {one["name"]: kinds.get(one["type"], pa.string()) for one in resource["schema"]["fields"]}
    table = pc.read_csv(path, convert_options=pc.ConvertOptions(column_types=types, null_values=[""]))
    out = BytesIO()
    pq.write_table(table, out, compression="zstd")
    return f"{path.stem}.parquet", out.getvalue()


_READ = {"csv": _read_csv, "parquet": _read_parquet, "xlsx": _read_xlsx}
