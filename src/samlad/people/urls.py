from django.urls import path

from samlad.people import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
]
