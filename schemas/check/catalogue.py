"""Every rule there is, in one list: `CATALOGUE`; `CHECKS`, those of them that are asked of a frame.

Of which forms a rule is asked says `forms_of`, and whether those of a month have what it looks at, `asks_in`.
"""

from collections.abc import Iterable

from schemas.check.column_rules import LIMITS, derive_checks
from schemas.check.level0 import LEVEL_0
from schemas.check.missing.rules import MISSING
from schemas.check.places import PLACE_UNKNOWN
from schemas.check.rule import Check, Rule
from schemas.check.rules import WRITTEN
from schemas.check.unusual.rules import UNUSUAL
from schemas.form.forms import FORMS, TABLES, name_columns


def list_rules(*groups: Iterable[Rule]) -> dict[str, Rule]:
    """Rules by id; raises ValueError where one id means two."""
    found: dict[str, Rule] = {}
    for rule in (rule for group in groups for rule in group):
        if rule.id in found:
            raise ValueError(f"rule {rule.id} is defined twice")
        found[rule.id] = rule
    return found


CATALOGUE: dict[str, Rule] = list_rules(
    LEVEL_0,
    LIMITS.values(),
    derive_checks(TABLES.values()),
    WRITTEN,
    MISSING.values(),
    UNUSUAL.values(),
    (PLACE_UNKNOWN,),
)
CHECKS: dict[str, Check] = {name: rule for name, rule in CATALOGUE.items() if isinstance(rule, Check)}


def forms_of(rule: str) -> frozenset[str]:
    """The forms that a rule is asked of; all where it looks at the file, its head or whatever it says."""
    tables = CATALOGUE[rule].tables if rule in CATALOGUE else frozenset()
    own = frozenset(form.name for form in FORMS.values() if not tables.isdisjoint(one.name for one in form.tables))
    return own or frozenset(FORMS)


def asks_in(rule: str, month: str) -> bool:
    """Whether the forms of a month (YYYY-MM) have what a rule looks at."""
    absent = frozenset(name_columns(lambda column: not column.is_asked(month)))
    return rule not in CATALOGUE or CATALOGUE[rule].is_askable(absent)
