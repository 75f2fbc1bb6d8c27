"""Addresses of act."""

from django.urls import path

from samlad.act import comparing, dose_views, library_views, measure_views, problem_views, seeing

urlpatterns = [
    path("problems", problem_views.problems, name="problems"),
    path("problems/new", problem_views.problem_new, name="problem_new"),
    path("problems/order", problem_views.problem_order, name="problem_order"),
    path("problems/<int:problem>", problem_views.problem, name="problem"),
    path("problems/<int:problem>/edit", problem_views.problem_edit, name="problem_edit"),
    path("problems/<int:problem>/state", problem_views.problem_state, name="problem_state"),
    path("problems/<int:problem>/measures/new", measure_views.measure_new, name="measure_new"),
    path("problems/<int:problem>/comparison", comparing.measure_comparison, name="measure_comparison"),
    path("problems/<int:problem>/sight", seeing.measure_sight, name="measure_sight"),
    path("measures", measure_views.measures, name="measures"),
    path("measures/library", library_views.measure_library, name="measure_library"),
    path("measures/<int:measure>", measure_views.measure, name="measure"),
    path("measures/<int:measure>/edit", measure_views.measure_edit, name="measure_edit"),
    path("measures/<int:measure>/step", measure_views.measure_step, name="measure_step"),
    path("measures/<int:measure>/dose", dose_views.dose_log, name="dose_log"),
    path("doses/<int:dose>/undo", dose_views.dose_undo, name="dose_undo"),
]
