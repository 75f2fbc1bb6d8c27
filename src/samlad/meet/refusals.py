"""Why something was not done, as a sentence with the remedy."""

from samlad.meet.models import Meeting, Note, Task


class Refused(ValueError):
    """What was sent cannot be used; `field` is where it stands in its form."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(Refused):
    """Somebody else was first."""


class MeetingClosed(Conflict):
    """The meeting is closed: nothing more is written in it."""

    def __init__(self, sentence: str, meeting: Meeting) -> None:
        super().__init__(sentence)
        self.meeting = meeting


class NoteChanged(Conflict):
    """Somebody wrote in the note since it was read; `note` is what stands now."""

    def __init__(self, sentence: str, note: Note) -> None:
        super().__init__(sentence)
        self.note = note


class TaskSettled(Conflict):
    """The task is no longer in a state that the step begins in; `task` is what it is now."""

    def __init__(self, sentence: str, task: Task) -> None:
        super().__init__(sentence)
        self.task = task
