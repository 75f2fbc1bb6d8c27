"""Addresses of reporting, review and import."""

from django.urls import path

from samlad.collect import administer_urls, report_views, review_views, views

urlpatterns = [
    path("report", report_views.report, name="report"),
    path("report/sent", report_views.report_sent, name="report_sent"),
    path("report/<int:incident>/retract", report_views.report_retract, name="report_retract"),
    path("report/<int:incident>/answer", report_views.report_answer, name="report_answer"),
    path("reports", report_views.my_reports, name="my_reports"),
    path("review", review_views.review, name="review"),
    path("review/<int:incident>", review_views.review_incident, name="review_incident"),
    path("review/<int:incident>/step", review_views.review_step, name="review_step"),
    path("review/undo/<int:event>", review_views.review_undo_step, name="review_undo"),
    path("imports", views.imports, name="imports"),
    path("imports/<int:job>", views.import_job, name="import_job"),
    path("imports/<int:job>/progress", views.import_progress, name="import_progress"),
    path("imports/<int:job>/cancel", views.import_cancel, name="import_cancel"),
    path("imports/<int:job>/rejected.csv", views.import_rejected, name="import_rejected"),
]
urlpatterns += administer_urls.urlpatterns
