"""Tasks: who may take which step in which state, sent twice, dates, owners who leave."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samlad.meet import queries, task_actions, workflow
from samlad.meet.models import Task
from samlad.meet.refusals import Refused, TaskSettled
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from tests.conftest import World
from tests.meet.rows import added, leaves, opened, problem

GROUP = {Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}


def in_state(world: World, state: str) -> Task:
    """A task of the group member's."""
    task = added(world, opened(world))
    Task.objects.filter(pk=task.pk).update(
        state=state, settled_at=None if state == Task.State.OPEN else timezone.now()
    )
    task.refresh_from_db()
    return task


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", Task.State)
@pytest.mark.parametrize("step", workflow.TASK)
def test_steps_of_a_task_by_state_and_role(norrby: World, step: str, state: str, role: Role) -> None:
    task, actor = in_state(norrby, state), norrby.members[role]
    # The task is the group member's; whoever leads the meetings settles everybody's.
    may = role in {Role.MEMBER, Role.COORDINATOR}
    fits = state in workflow.TASK[step].before
    assert (step in workflow.task_steps(actor, task)) == (may and fits)
    if not may:
        with pytest.raises(Denied):
            task_actions.settle(actor=actor, task=task, step=step)
    elif not fits:
        with pytest.raises(TaskSettled):
            task_actions.settle(actor=actor, task=task, step=step)
    else:
        settled = task_actions.settle(actor=actor, task=task, step=step)
        assert settled.state == workflow.TASK[step].after
        assert (settled.settled_at is None) == (settled.state == Task.State.OPEN)
        assert AuditEntry.objects.get(action=step, subject="task").old == {"state": state}
    task.refresh_from_db()
    assert task.state == (workflow.TASK[step].after if may and fits else state)


def test_whoever_comes_second_is_told_who_was_first(norrby: World) -> None:
    task = added(norrby, opened(norrby))
    task_actions.settle(actor=norrby.members[Role.MEMBER], task=task, step="finish")
    with pytest.raises(TaskSettled, match=r"Group member at Polisen was first.*done"):
        task_actions.settle(actor=norrby.members[Role.COORDINATOR], task=task, step="drop")


def test_nobody_of_another_collaboration_settles(norrby: World, soderby: World) -> None:
    task = added(norrby, opened(norrby))
    with pytest.raises(Denied):
        task_actions.settle(actor=soderby.members[Role.COORDINATOR], task=task, step="finish")


def test_a_form_sent_twice_makes_one_task(norrby: World) -> None:
    meeting, key = opened(norrby), uuid4()
    assert added(norrby, meeting, key=key) == added(norrby, meeting, key=key)
    assert Task.objects.count() == 1
    assert AuditEntry.objects.filter(action="add", subject="task").count() == 1


def test_a_date_before_the_meeting_is_refused_and_its_own_day_is_not(norrby: World) -> None:
    meeting = opened(norrby)
    with pytest.raises(Refused, match="2026-11-15") as refused:
        added(norrby, meeting, due_on=meeting.held_on - timedelta(days=1))
    assert refused.value.field == "due_on"
    assert added(norrby, meeting, due_on=meeting.held_on)


def test_an_owner_who_has_left_or_cannot_have_tasks_is_refused(norrby: World, soderby: World) -> None:
    meeting = opened(norrby)
    leaves(norrby.members[Role.REVIEWER])
    for owner in (
        norrby.members[Role.REVIEWER],
        norrby.members[Role.READER],
        soderby.members[Role.MEMBER],
    ):
        with pytest.raises(Refused) as refused:
            added(norrby, meeting, owner=owner)
        assert refused.value.field == "owner"
    assert not Task.objects.exists()


def test_a_problem_of_another_collaboration_is_refused(norrby: World, soderby: World) -> None:
    with pytest.raises(Refused):
        added(norrby, opened(norrby), problem=problem(soderby))


def test_personal_data_in_a_task_are_masked_and_room_is_kept(norrby: World) -> None:
    meeting = opened(norrby)
    assert added(norrby, meeting, "Ring\n070-123 45 67").text == "Ring [telefon]"
    with pytest.raises(Refused, match="301 characters"):
        added(norrby, meeting, "a" * 301)
    with pytest.raises(Refused, match="no words"):
        added(norrby, meeting, " \n ")


def test_tasks_of_somebody_who_left_are_first_among_everybodys_and_the_coordinator_settles_them(
    norrby: World,
) -> None:
    meeting = opened(norrby)
    late = added(norrby, meeting, owner=norrby.members[Role.COORDINATOR], due_on=meeting.held_on)
    orphan = added(norrby, meeting, due_on=meeting.held_on + timedelta(days=300))
    leaves(norrby.members[Role.MEMBER])
    coordinator = norrby.members[Role.COORDINATOR]
    assert list(queries.open_tasks(coordinator, everybodys=True)) == [orphan, late]
    assert list(queries.open_tasks(coordinator)) == [late]
    task_actions.settle(actor=coordinator, task=orphan, step="drop")


def test_my_tasks_are_the_latest_first_with_the_settled_below(norrby: World, client: Client) -> None:
    meeting, today = opened(norrby), timezone.localdate()
    member = norrby.members[Role.MEMBER]
    added(norrby, meeting, "Senare", due_on=max(today, meeting.held_on) + timedelta(days=5))
    late = added(norrby, meeting, "Sen")
    Task.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=3))
    done = added(norrby, meeting, "Gjord")
    task_actions.settle(actor=member, task=done, step="finish")
    added(norrby, meeting, "Någon annans", owner=norrby.members[Role.REVIEWER])
    client.force_login(member.user)
    page = client.get(reverse("tasks", args=["norrby"]), headers={"Accept-Language": "en"}).content.decode()
    assert "2 tasks wait to be done. 1 of them is late." in page
    words = [page.index(f'task-text">{text}<') for text in ("Sen", "Senare", "Gjord")]
    assert words == sorted(words)
    assert "Någon annans" not in page


def test_no_tasks_say_where_they_come_from(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.MEMBER].user)
    page = client.get(reverse("tasks", args=["norrby"]), headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing waits to be done." in page
    assert reverse("meetings", args=["norrby"]) in page


def test_done_and_open_again_in_the_pages(norrby: World, client: Client) -> None:
    task = added(norrby, opened(norrby))
    client.force_login(norrby.members[Role.MEMBER].user)
    address = reverse("task_settle", args=["norrby", task.pk])
    answer = client.post(address, {"step": "finish"})
    assert answer.headers["Location"] == reverse("tasks", args=["norrby"])
    again = client.post(address, {"step": "finish"}, headers={"Accept-Language": "en"})
    assert again.status_code == 409
    assert "was first" in again.content.decode()
    back = client.post(address, {"step": "reopen", "meeting": str(task.meeting_id)})
    assert back.headers["Location"] == reverse("meeting", args=["norrby", task.meeting_id])
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


@pytest.mark.parametrize("role", Role)
def test_a_task_is_handed_over_by_its_owner_and_by_whoever_leads(norrby: World, role: Role) -> None:
    task, actor = added(norrby, opened(norrby)), norrby.members[role]
    receiver = norrby.members[Role.COORDINATOR]
    if role not in {Role.MEMBER, Role.COORDINATOR}:
        with pytest.raises(Denied):
            task_actions.give(actor=actor, task=task, receiver=receiver)
        assert not workflow.may_give(actor, task)
        return
    task_actions.give(actor=actor, task=task, receiver=receiver)
    task.refresh_from_db()
    assert (task.owner, task.given_by) == (receiver, actor)
    entry = AuditEntry.objects.get(action="hand_over", subject="task")
    assert (entry.old, entry.new) == ({"owner": norrby.members[Role.MEMBER].pk}, {"owner": receiver.pk})


def test_what_somebody_left_behind_is_taken_on_by_their_organisation(norrby: World) -> None:
    task = added(norrby, opened(norrby))
    leaves(norrby.members[Role.MEMBER])
    task.owner.refresh_from_db()
    colleague = norrby.members[Role.REVIEWER]
    assert list(queries.left_tasks(colleague)) == [task]
    assert list(queries.left_tasks(norrby.members[Role.COORDINATOR])) == []
    task_actions.give(actor=colleague, task=task, receiver=colleague)
    assert list(queries.open_tasks(colleague)) == [task]


def test_a_task_is_handed_over_in_the_pages_and_the_receiver_sees_by_whom(
    norrby: World, client: Client
) -> None:
    task, receiver = added(norrby, opened(norrby)), norrby.members[Role.COORDINATOR]
    address, english = reverse("task_give", args=["norrby", task.pk]), {"Accept-Language": "en"}
    client.force_login(norrby.members[Role.MEMBER].user)
    assert address in client.get(reverse("tasks", args=["norrby"])).content.decode()
    asked = client.get(address, headers=english).content.decode()
    # Not to whom has it already, nor to whom cannot have tasks.
    assert f'value="{receiver.pk}"' in asked
    for other in (Role.MEMBER, Role.READER):
        assert f'value="{norrby.members[other].pk}"' not in asked
    assert client.post(address, {"receiver": ""}).status_code == 422
    assert client.post(address, {"receiver": norrby.members[Role.READER].pk}).status_code == 422
    told = client.post(address, {"receiver": receiver.pk}, headers=english, follow=True)
    assert "The task is with Coordinator Norrby, Kommunen now." in told.content.decode()
    assert client.get(address).status_code == 403
    client.force_login(receiver.user)
    page = client.get(reverse("tasks", args=["norrby"]), headers=english).content.decode()
    assert "handed over by group member, Polisen on" in page
    task_actions.settle(actor=receiver, task=task, step="finish")
    late = client.post(address, {"receiver": norrby.members[Role.MEMBER].pk}, headers=english)
    assert late.status_code == 409
    assert "was first" in late.content.decode()


def test_a_step_that_is_not_there_and_somebody_elses_task(norrby: World, client: Client) -> None:
    task = added(norrby, opened(norrby))
    address = reverse("task_settle", args=["norrby", task.pk])
    client.force_login(norrby.members[Role.MEMBER].user)
    assert client.post(address, {"step": "burn"}).status_code == 400
    client.force_login(norrby.members[Role.REVIEWER].user)
    assert client.post(address, {"step": "finish"}).status_code == 403
