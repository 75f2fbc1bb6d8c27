"""Addresses of the picture: each page is also `.csv`, `.geojson`, `.json` of the same query."""

from django.urls import path

from samlad.picture import data_views, views

urlpatterns = [
    path("picture", views.picture, name="picture"),
    path("picture.json", data_views.picture_json, name="picture_json"),
    path("picture.csv", data_views.picture_csv, name="picture_csv"),
    path("picture.geojson", data_views.picture_geojson, name="picture_geojson"),
    path("picture.pdf", data_views.picture_pdf, name="picture_pdf"),
    path("incidents", views.incidents, name="incidents"),
    path("incidents.json", data_views.incidents_json, name="incidents_json"),
    path("incidents.csv", data_views.incidents_csv, name="incidents_csv"),
    path("incidents.geojson", data_views.incidents_geojson, name="incidents_geojson"),
]
