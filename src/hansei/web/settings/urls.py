"""The addresses of the organisation's settings."""

from __future__ import annotations

from django.urls import path

from hansei.web.settings import (
    figures,
    general,
    maintenance,
    monitors,
    policy,
    services,
    severities,
    views,
)

urlpatterns = [
    path("settings/", views.overview, name="settings"),
    path("settings/general/", general.page, name="settings-general"),
    path("settings/severities/", severities.page, name="settings-severities"),
    path("settings/policy/", policy.page, name="settings-policy"),
    path("settings/policy/preview/", policy.preview, name="settings-policy-preview"),
    path("settings/policy/application/", policy.apply, name="settings-policy-application"),
    path("settings/services/", services.page, name="settings-services"),
    path("settings/services/new/", services.new, name="settings-service-new"),
    path("settings/services/<int:service>/", services.edit, name="settings-service"),
    path("settings/services/<int:service>/archive/", services.archive,
         name="settings-service-archive"),
    path("settings/services/<int:service>/restoration/", services.restore,
         name="settings-service-restoration"),
    path("settings/services/<int:service>/undo/", services.undo, name="settings-service-undo"),
    path("settings/services/<int:service>/maintenance/", services.declare,
         name="settings-maintenance"),
    path("settings/services/<int:service>/maintenance/<int:maintenance>/withdrawal/",
         maintenance.withdraw, name="settings-maintenance-withdrawal"),
    path("settings/services/<int:service>/maintenance/<int:maintenance>/restoration/",
         maintenance.restore, name="settings-maintenance-restoration"),
    path("settings/monitors/", monitors.page, name="settings-monitors"),
    path("settings/figures/", figures.page, name="settings-figures"),
    path("settings/figures/<slug:name>/withdrawal/", figures.withdraw,
         name="settings-figure-withdrawal"),
    path("settings/figures/<slug:name>/restoration/", figures.restore,
         name="settings-figure-restoration"),
    path("settings/undo/<slug:key>/", views.undo, name="settings-undo"),
]  # fmt: skip
