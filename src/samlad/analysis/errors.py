"""The one exception of the analysis package."""

from __future__ import annotations


class InputError(ValueError):
    """An argument that a statistic cannot be computed from.

    The sentence is kept as a template with its parameters, so that the caller can translate the template
    and fill it in again.

    Parameters
    ----------
    template : str
        English sentence with ``{argument}``, ``{value}`` and ``{remedy}`` as fields; all three are optional.
    argument : str
        Name of the argument at fault.
    value : object
        What was wrong with it: the bad value, its shape or its place.
    remedy : str
        What would be right, as a sentence.

    Examples
    --------
    >>> str(InputError("{argument} is {value}. {remedy}", argument="level", value=2, remedy="Give 0.95."))
    'level is 2. Give 0.95.'
    """

    def __init__(self, template: str, *, argument: str, value: object, remedy: str) -> None:
        self.template = template
        self.argument = argument
        self.value = value
        self.remedy = remedy
        super().__init__(template.format(argument=argument, value=value, remedy=remedy))

    def __reduce__(self) -> tuple[object, ...]:
        """Keep all four parts when the error crosses a process boundary."""
        return _rebuild, (self.template, self.argument, self.value, self.remedy)


def _rebuild(template: str, argument: str, value: object, remedy: str) -> InputError:
    return InputError(template, argument=argument, value=value, remedy=remedy)
