"""How urgent money in motion is."""

STEPS_OF_AMOUNT = 6
PRIORITY_STEP = 10
URGENCY = {"out": 3, "drop": 3, "in": 2}  # money leaving is called after before money that came


def priority(*, amount_minor: int, threshold_minor: int, tier_rank: int, urgency: int) -> int:
    """10 × amount points × tier rank × urgency, at most 900: docs/rules/large-flows.md.

    Amount points: 1 from the threshold on, one more with each doubling, at most 6.
    """
    points = min(max((amount_minor // max(threshold_minor, 1)).bit_length(), 1), STEPS_OF_AMOUNT)
    return PRIORITY_STEP * points * tier_rank * urgency
