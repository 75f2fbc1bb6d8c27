"""Addresses of the picture: each page is also `.csv`, `.geojson`, `.json` of the same query."""

from django.urls import path

from samlad.picture import check_in_views, data_views, freeze_views, frozen_views, views

urlpatterns = [
    path("picture", views.picture, name="picture"),
    path("picture.json", data_views.picture_json, name="picture_json"),
    path("picture.csv", data_views.picture_csv, name="picture_csv"),
    path("picture.geojson", data_views.picture_geojson, name="picture_geojson"),
    path("picture.pdf", data_views.picture_pdf, name="picture_pdf"),
    path("pictures", frozen_views.frozen_pictures, name="frozen_pictures"),
    path("pictures/<slug:label>", frozen_views.frozen_picture, name="frozen_picture"),
    path("pictures/<slug:label>.pdf", frozen_views.frozen_pdf, name="frozen_pdf"),
    path("pictures/<slug:label>.json", frozen_views.frozen_json, name="frozen_json"),
    path("pictures/<slug:label>.csv", frozen_views.frozen_csv, name="frozen_csv"),
    path("pictures/<slug:label>.geojson", frozen_views.frozen_geojson, name="frozen_geojson"),
    path("pictures/<slug:label>/check", frozen_views.frozen_check, name="frozen_check"),
    path("pictures/<slug:label>/freeze", freeze_views.picture_freeze, name="picture_freeze"),
    path("pictures/<slug:label>/words", freeze_views.picture_words, name="picture_words"),
    path("check-ins", check_in_views.check_ins, name="check_ins"),
    path("check-ins/word", check_in_views.check_in, name="check_in"),
    path("incidents", views.incidents, name="incidents"),
    path("incidents.json", data_views.incidents_json, name="incidents_json"),
    path("incidents.csv", data_views.incidents_csv, name="incidents_csv"),
    path("incidents.geojson", data_views.incidents_geojson, name="incidents_geojson"),
]
