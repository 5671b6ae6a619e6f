"""The addresses of effects."""

from __future__ import annotations

from django.urls import path

from hansei.web.effect import views

urlpatterns = [
    path("actions/<int:action>/effect/", views.of_action, name="action-effect"),
    path("effect/", views.chosen, name="effects"),
    path("effect/factors/<int:place>/", views.of_factors, name="factor-effect"),
    path("effect/<int:service>/", views.of_service, name="service-effect"),
]
