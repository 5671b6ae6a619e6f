"""Addresses of the evidence of a post-mortem."""

from __future__ import annotations

from django.urls import path

from hansei.web.evidence import views

_HERE = "postmortems/<int:number>/evidence/"

urlpatterns = [
    path(_HERE, views.evidence, name="post-mortem-evidence"),
    path(f"{_HERE}<int:evidence>/file/", views.file, name="evidence-file"),
    path(f"{_HERE}<int:evidence>/remove/", views.remove, name="evidence-remove"),
    path(f"{_HERE}<int:evidence>/return/", views.bring_back, name="evidence-return"),
    path(f"{_HERE}<int:evidence>/erase/", views.erase, name="evidence-erase"),
]
