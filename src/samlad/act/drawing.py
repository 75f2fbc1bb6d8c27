"""The weeks of a problem as bars, drawn on the server: no script is needed, and it prints."""

from dataclasses import dataclass

from samlad.picture.periods import Period

WIDTH, HEIGHT, FLOOR, LEFT = 640, 150, 126, 30
LABELLED = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A week: where its bar stands, and its label where it has one."""

    x: float
    y: float
    height: float
    width: float
    middle: float
    label: str


@dataclass(frozen=True, slots=True)
class WeekChart:
    """Bars, and the lines behind them with their numbers."""

    bars: list[Bar]
    lines: list[tuple[float, int]]
    box: str


def week_chart(weeks: list[tuple[Period, int]]) -> WeekChart | None:
    """The chart of the weeks; none where nothing has happened."""
    top = max((count for _, count in weeks), default=0)
    if not top:
        return None
    step = (WIDTH - LEFT) / len(weeks)
    scale = (FLOOR - 10) / top
    bars = [
        Bar(
            x=round(LEFT + number * step + step * 0.15, 1),
            y=round(FLOOR - count * scale, 1),
            height=round(count * scale, 1),
            width=round(step * 0.7, 1),
            middle=round(LEFT + (number + 0.5) * step, 1),
            label=_label(week) if number % LABELLED == len(weeks) % LABELLED else "",
        )
        for number, (week, count) in enumerate(weeks)
    ]
    marks = sorted({top, top // 2} - {0})
    return WeekChart(
        bars, [(round(FLOOR - mark * scale, 1), mark) for mark in marks], f"0 0 {WIDTH} {HEIGHT}"
    )


def _label(week: Period) -> str:
    year, number, _day = week.first.isocalendar()
    return f"{number}/{year % 100:02d}"
