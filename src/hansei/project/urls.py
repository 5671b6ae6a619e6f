"""Every address. Each area of the web application brings its own."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # An account has one address, and the profile changes it.
    path("account/email/", RedirectView.as_view(url="/profile/")),
    path("account/", include("allauth.urls")),
    path("api/", include("hansei.api.urls")),
    path("", include("hansei.web.urls")),
]

handler400 = "hansei.web.failures.bad_request"
handler403 = "hansei.web.failures.forbidden"
handler404 = "hansei.web.failures.not_found"
handler500 = "hansei.web.failures.fault"
