"""The URL table. `tests/web/test_access.py` holds an expected answer for each entry and each role."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from samlad.act import urls as act
from samlad.collect import urls as collect
from samlad.follow import urls as follow
from samlad.meet import urls as meet
from samlad.people import urls as people
from samlad.picture import urls as picture
from samlad.web import views

handler400 = "samlad.web.errors.bad_request"
handler403 = "samlad.web.errors.permission_denied"
handler404 = "samlad.web.errors.page_not_found"
handler500 = "samlad.web.errors.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("language", set_language, name="set_language"),
    path("account/", include("samlad.people.account_urls")),
    path(
        "<slug:collaboration>/",
        include(
            picture.urlpatterns
            + collect.urlpatterns
            + act.urlpatterns
            + follow.urlpatterns
            + meet.urlpatterns
            + people.urlpatterns
        ),
    ),
]
if settings.DEBUG:
    urlpatterns.insert(0, path("styleguide", TemplateView.as_view(template_name="web/styleguide.html")))
