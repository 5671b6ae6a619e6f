"""The address of the list of post-mortems; each one's own are the editor's."""

from __future__ import annotations

from django.urls import path

from hansei.web.postmortems import views

urlpatterns = [path("postmortems/", views.listed, name="post-mortems")]
