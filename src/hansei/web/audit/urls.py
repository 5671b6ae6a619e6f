"""The addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from hansei.web.audit import views

urlpatterns = [
    path("audit/", views.trail, name="audit"),
    path("audit/verification/", views.verification, name="audit-verification"),
]
