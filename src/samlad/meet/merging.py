"""Two texts that were written at the same time, put together so that no word of either is lost."""


def put_together(standing: str, own: str) -> str:
    """What stands, then the own lines below it; lines that both begin or end with stand once."""
    theirs, mine = standing.splitlines(), own.splitlines()
    first = _common(theirs, mine)
    last = _common(theirs[first:][::-1], mine[first:][::-1])
    middle = theirs[first : len(theirs) - last] + mine[first : len(mine) - last]
    return "\n".join(theirs[:first] + middle + theirs[len(theirs) - last :])


def _common(left: list[str], right: list[str]) -> int:
    """How many lines both begin with."""
    for number, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return number
    return min(len(left), len(right))
