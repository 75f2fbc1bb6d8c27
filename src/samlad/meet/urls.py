"""Addresses of meet."""

from django.urls import path

from samlad.meet import live_views, task_views, views

urlpatterns = [
    path("meetings", views.meetings, name="meetings"),
    path("meetings/open", views.meeting_open, name="meeting_open"),
    path("meetings/<int:meeting>", views.meeting, name="meeting"),
    path("meetings/<int:meeting>/live", live_views.meeting_live, name="meeting_live"),
    path("meetings/<int:meeting>/note", live_views.meeting_note, name="meeting_note"),
    path("meetings/<int:meeting>/task", live_views.meeting_task, name="meeting_task"),
    path("meetings/<int:meeting>/present", live_views.meeting_present, name="meeting_present"),
    path("meetings/<int:meeting>/close", views.meeting_close, name="meeting_close"),
    path("meetings/<int:meeting>/minutes.pdf", views.minutes_pdf, name="minutes_pdf"),
    path("tasks", task_views.tasks, name="tasks"),
    path("tasks/<int:task>/hand-over", task_views.task_give, name="task_give"),
    path("tasks/<int:task>/settle", task_views.task_settle, name="task_settle"),
]
