"""Addresses of the administration of areas, places and categories."""

from django.urls import path

from samlad.collect import administer_views, category_views, place_views

urlpatterns = [
    path("administer", administer_views.administer, name="administer"),
    path("administer/areas", place_views.administer_areas, name="administer_areas"),
    path("administer/areas.geojson", place_views.administer_areas_geojson, name="administer_areas_geojson"),
    path("administer/areas/file", place_views.administer_areas_preview, name="administer_areas_preview"),
    path("administer/areas/<int:area>", place_views.administer_area, name="administer_area"),
    path("administer/places", place_views.administer_places, name="administer_places"),
    path("administer/places/add", place_views.administer_place_add, name="administer_place_add"),
    path("administer/places/<int:place>", place_views.administer_place, name="administer_place"),
    path(
        "administer/places/<int:place>/remove",
        place_views.administer_place_remove,
        name="administer_place_remove",
    ),
    path("administer/categories", category_views.administer_categories, name="administer_categories"),
    path(
        "administer/categories/<int:category>", category_views.administer_category, name="administer_category"
    ),
    path(
        "administer/categories/<int:category>/add",
        category_views.administer_category_add,
        name="administer_category_add",
    ),
]
