"""Addresses of the import."""

from django.urls import path

from samlad.collect import views

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/<int:job>", views.import_job, name="import_job"),
    path("imports/<int:job>/progress", views.import_progress, name="import_progress"),
    path("imports/<int:job>/cancel", views.import_cancel, name="import_cancel"),
    path("imports/<int:job>/rejected.csv", views.import_rejected, name="import_rejected"),
]
