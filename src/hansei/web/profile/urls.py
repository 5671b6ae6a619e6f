"""The addresses of one's own account."""

from __future__ import annotations

from django.urls import path

from hansei.web.profile import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/security/", views.security, name="profile-security"),
    path("profile/tokens/", views.token_list, name="tokens"),
    path("profile/tokens/<int:token>/revocation/", views.revocation, name="token-revocation"),
]
