"""The addresses of a post-mortem's status, meetings and its words for customers."""

from __future__ import annotations

from django.urls import path

from hansei.web.status import customers, meeting, views

_ONE = "postmortems/<int:number>"
urlpatterns = [
    path(f"{_ONE}/status/", views.status, name="status"),
    path(f"{_ONE}/status/<str:step>/", views.step, name="status-step"),
    path(f"{_ONE}/ownership/", views.ownership, name="ownership"),
    path(f"{_ONE}/reviews/", meeting.plan, name="reviews"),
    path(f"{_ONE}/reviews/<int:review>/", meeting.plan, name="review"),
    path(f"{_ONE}/reviews/<int:review>/cancellation/", meeting.cancel, name="review-cancellation"),
    path(f"{_ONE}/reviews/<int:review>/held/", meeting.hold, name="review-held"),
    path(f"{_ONE}/reviews/<int:review>.ics", meeting.calendar, name="review-calendar"),
    path(f"{_ONE}/publication/", customers.publication, name="publication"),
    path(f"{_ONE}/publication/words/", customers.words, name="publication-words"),
    path(f"{_ONE}/publication/withdrawal/", customers.withdrawal, name="publication-withdrawal"),
    path(f"{_ONE}/publication/restoring/", customers.restoring, name="publication-restoring"),
]
