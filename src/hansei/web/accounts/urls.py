"""Addresses of what people remember, before and after it is laid side by side."""

from __future__ import annotations

from django.urls import path

from hansei.web.accounts import views

_ONE = "postmortems/<int:number>"

urlpatterns = [
    path(f"{_ONE}/account/", views.mine, name="account"),
    path(f"{_ONE}/account/timeline/", views.see_first, name="account-timeline"),
    path(f"{_ONE}/accounts/", views.everybodys, name="accounts"),
    path(f"{_ONE}/accounts/comparison/", views.lay_out, name="accounts-comparison"),
]
