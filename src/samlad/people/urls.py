"""Addresses of the audit trail and of the administration of people."""

from django.urls import path

from samlad.people import leaving_views, member_views, organisation_views, views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path(
        "administer/organisations",
        organisation_views.administer_organisations,
        name="administer_organisations",
    ),
    path(
        "administer/organisations/<int:organisation>",
        organisation_views.administer_organisation,
        name="administer_organisation",
    ),
    path(
        "administer/organisations/<int:organisation>/end",
        organisation_views.administer_organisation_end,
        name="administer_organisation_end",
    ),
    path(
        "administer/organisations/<int:organisation>/resume",
        organisation_views.administer_organisation_resume,
        name="administer_organisation_resume",
    ),
    path("administer/members", member_views.administer_members, name="administer_members"),
    path("administer/members/<int:member>", member_views.administer_member, name="administer_member"),
    path(
        "administer/members/<int:member>/end",
        leaving_views.administer_member_end,
        name="administer_member_end",
    ),
    path(
        "administer/members/<int:member>/resume",
        leaving_views.administer_member_resume,
        name="administer_member_resume",
    ),
    path(
        "administer/invitations/<int:invitation>",
        member_views.administer_invitation,
        name="administer_invitation",
    ),
    path("administer/settings", organisation_views.administer_settings, name="administer_settings"),
]
