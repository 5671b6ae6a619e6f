"""Every address. Each area of the web application brings its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("api/", include("hansei.api.urls")),
    path("", include("hansei.web.urls")),
]

handler400 = "hansei.web.failures.bad_request"
handler403 = "hansei.web.failures.forbidden"
handler404 = "hansei.web.failures.not_found"
handler500 = "hansei.web.failures.fault"
