"""Numbers, months and lists as Germans write them, and months that are counted on."""

from decimal import ROUND_HALF_UP, Decimal

MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip
SHORT = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez.")


def long_month(month):
    """`2026-10` -> Oktober 2026."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def short_month(month):
    """`2026-10` -> Okt. 2026."""
    return f"{SHORT[int(month[5:]) - 1]} {month[:4]}"


def moment(stored):
    """`2026-11-12 06:30:00` as the warehouse has it -> 12.11.2026, 06:30 Uhr."""
    day, clock = stored[:10], stored[11:16]
    return f"{day[8:]}.{day[5:7]}.{day[:4]}, {clock} Uhr"


def german(value, places=0, *, signed=False):
    """`1234.5` -> 1.234,5; halves go up, and what is signed has its sign."""
    rounded = Decimal(repr(value) if isinstance(value, float) else value)
    rounded = rounded.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if signed and not rounded:
        return "±0"
    sign = "−" if rounded < 0 else "+" if signed else ""
    return sign + f"{abs(rounded):,.{places}f}".translate(str.maketrans(",.", ".,"))


def plain(value):
    """A number without needless decimals: 33 -> 33, 15.5 -> 15,50."""
    return german(value, 0 if value == int(value) else 2)


def euros(value):
    """`1234.5` -> 1.234,50 €."""
    return f"{german(value, 2)} €"


def join(words, last="und"):
    """`a, b und c`."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def say_months(months):
    """Months of a year as they are spoken: Januar, März bis Mai."""
    numbers, runs = sorted({int(month[5:]) for month in months}), []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [MONTHS[run[0] - 1] + (f" bis {MONTHS[run[-1] - 1]}" if len(run) > 1 else "") for run in runs]
    return join(said) if said else ""


def shift(month, by):
    """The month so many later."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02d}"


def window(month, length):
    """So many months up to a month."""
    return [shift(month, -back) for back in reversed(range(length))]
