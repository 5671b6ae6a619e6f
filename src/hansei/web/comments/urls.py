"""Addresses of the remarks about a post-mortem."""

from __future__ import annotations

from django.urls import path

from hansei.web.comments import settling, views

_ALL = "postmortems/<int:number>/comments"
_ONE = f"{_ALL}/<int:thread>"

urlpatterns = [
    path(f"{_ALL}/", views.remarks, name="comments"),
    path(f"{_ALL}/beside/", views.beside, name="comments-beside"),
    path(f"{_ONE}/replies/", views.answer, name="comment-replies"),
    path(f"{_ONE}/replies/<int:comment>/", views.edit, name="comment-edit"),
    path(f"{_ONE}/replies/<int:comment>/removal/", views.removal, name="comment-removal"),
    path(f"{_ONE}/resolution/", settling.resolution, name="comment-resolution"),
    path(f"{_ONE}/acceptance/", settling.acceptance, name="comment-acceptance"),
    path(f"{_ONE}/refusal/", settling.refusal, name="comment-refusal"),
]
