"""What a report keeps back, and what is found then: `Withholding`."""

from dataclasses import dataclass

from schemas.report.protection.attack import Findings
from schemas.report.protection.model import Model
from schemas.report.protection.trace import Figure


@dataclass(frozen=True)
class Withholding:
    """The names of the figures that are kept back, the model without them and what is found in it.

    `known` are figures that are narrow without anything of the new report.
    """

    names: frozenset[str]
    model: Model
    found: Findings
    known: frozenset[Figure]
