"""What a report is judged by, and what is found: `Evidence` goes in, an `Observation` comes out for each thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from config.policy import Policy
from schemas.report.model import Report
from schemas.report.protection.audit import Audit
from schemas.report.summary import Summary

ByTotal: TypeAlias = Mapping[str, frozenset[str]]
"""By column of the forms ("school_pupils.pupils"), respondents of whom something holds."""


@dataclass(frozen=True)
class Evidence:
    """The true figures, the report as it would be printed, the policy, and how the queries stand.

    `asked`: whose returns in force have an open query about a column; `explained`: whose jump in it was explained;
    `away`: since when sources cannot be read, by name; `audit`: what the attack on all reports found, where there was one.
    """

    summary: Summary
    report: Report
    policy: Policy
    asked: ByTotal = field(default_factory=dict)
    explained: ByTotal = field(default_factory=dict)
    away: Mapping[str, datetime] = field(default_factory=dict)
    audit: Audit | None = None


@dataclass(frozen=True)
class Observation:
    """One thing that a check found: of what, how bad (more is worse), what its sentence says of it, who can help.

    `detail` is a further sentence for the house alone: the report that is let go does not print it.
    """

    subject: str
    extent: float
    words: Mapping[str, str] = field(default_factory=dict)
    respondents: tuple[str, ...] = ()
    detail: str = ""
