"""Addresses of follow."""

from django.urls import path

from samlad.follow import views

urlpatterns = [
    path("follow-ups", views.follow_ups, name="follow_ups"),
    path("follow-ups/<int:follow_up>", views.follow_up, name="follow_up"),
    path("follow-ups/<int:follow_up>.csv", views.follow_up_csv, name="follow_up_csv"),
    path("follow-ups/<int:follow_up>/decide", views.follow_up_decide, name="follow_up_decide"),
    path("measures/<int:measure>/follow-up", views.follow_up_compute, name="follow_up_compute"),
    path("problems/<int:problem>/story", views.problem_story, name="problem_story"),
]
