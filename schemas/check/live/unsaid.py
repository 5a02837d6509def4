"""What the sheet "Prüfung" does not say, and why: `why_unsaid(rule)`. Everything else it says; a test holds both together."""

from schemas.check.rule import Rule
from schemas.finding import Severity

TOLD_AS = {
    **dict.fromkeys(
        ("NUMBER_ESTIMATED", "NUMBER_RANGE", "NUMBER_CALCULATION", "NUMBER_PERCENT", "NUMBER_NOT_WHOLE",
         "NUMBER_AMBIGUOUS", "CELL_DATE"), "NUMBER_UNREADABLE",
    ),
    "CODE_SEVERAL": "CODE_UNKNOWN",
}  # fmt: skip
"""Rules of the reader between which formulas do not tell: what cannot be read is said in the words of one of them."""

_OF_OTHERS = "needs other months or other respondents, of which the form knows only last month's stocks"
_LOCKED = "is about what stands locked in the form, or about the file"
_WHY = {
    "CODE_NOT_LISTED": "the reader says it before, as CODE_UNKNOWN",
    "KEY_MISSING": "the reader says it before, as ROW_WITHOUT_KEY",
    "CODE_ENDED": "the drop-down lists offer only what is valid in the month",
    "ROW_TOTAL_DIFFERS": "the form's own sums always agree, and rows of sums are set aside",
    **dict.fromkeys(
        ("ROW_LIKE_SUM", "ROW_EQUALS_SUM"), "what a title means is judged by the reader; the row is checked like others"
    ),
    "TEXT_PERSON": "what tells of a person takes more than a formula to see; nothing of it is kept",
    "CELL_FORMULA": "a formula is worked out where the sheet is",
    "CELL_LOST": "a value is there where the sheet is",
}
_ABOUT_FILES = ("FILE_", "FORM_", "TABLE_", "HEAD_", "COLUMN_", "RESPONDENT_")
_ABOUT_HEADS = {
    "MONTH_NOT_OPEN", "REFERENCE_DATE_OUTSIDE", "SUBMISSION_KEY", "SCHOOL_NUMBER_CHECK_DIGIT", "KEY_OF_OTHER_MONTH",
    "NAMED_FOR_OTHER",
}  # fmt: skip


def why_unsaid(rule: Rule) -> str | None:
    """Why the sheet does not say a rule; None for those that it says."""
    if rule.severity == Severity.INFORMATION:
        return "nobody has to do anything"
    if rule.id in TOLD_AS:
        return f"is said as {TOLD_AS[rule.id]}"
    if rule.level >= 2 and not rule.id.endswith(("_GONE", "_AFTER_STOCK")):
        return _OF_OTHERS
    is_about_file = rule.level == 0 and rule.id.startswith(_ABOUT_FILES) and rule.id != "HEAD_NIL"
    return _LOCKED if is_about_file or rule.id in _ABOUT_HEADS else _WHY.get(rule.id)
