"""Where systems that watch numbers ask for them."""

from __future__ import annotations

from django.urls import path

from hansei.web.exposition import views

urlpatterns = [path("metrics", views.metrics, name="metrics")]
