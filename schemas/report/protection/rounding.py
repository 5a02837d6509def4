"""How a count of persons is rounded, in reports and in the house: `round_to(value, base)`."""


def round_to(value: float, base: int) -> int:
    """A count to the nearest multiple of `base`: with 5, 0-2 -> 0 and 3-7 -> 5."""
    return int((int(value) + base // 2) // base) * base
