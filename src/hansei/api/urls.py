"""The addresses of the API."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from hansei.api.application import addresses
from hansei.api.reference import described, reference

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", described, name="api-description"),
    path("v1/reference", reference, name="api-reference"),
    path("v1/", include(addresses())),
]
