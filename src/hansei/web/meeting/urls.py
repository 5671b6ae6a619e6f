"""Addresses of the review: before, in the room, and afterwards."""

from __future__ import annotations

from django.urls import path

from hansei.web.meeting import afterwards, capturing, leading, planning, rooms

_ONE = "postmortems/<int:number>"
_REVIEW = f"{_ONE}/reviews/<int:review>"

urlpatterns = [
    path(f"{_ONE}/review/", rooms.room, name="review-room"),
    path(f"{_ONE}/review/follow/", rooms.follow, name="review-follow"),
    path(f"{_ONE}/review/screen/", rooms.screen, name="review-screen"),
    path(f"{_REVIEW}/tag/", rooms.tag, name="review-tag"),
    path(f"{_REVIEW}/here/", rooms.here, name="review-here"),
    path(f"{_REVIEW}/invitees/", planning.invite, name="review-invitees"),
    path(
        f"{_REVIEW}/invitees/<int:invitee>/removal/", planning.take_off, name="review-invitee-off"
    ),
    path(f"{_REVIEW}/place/", planning.place, name="review-place"),
    path(f"{_REVIEW}/ticks/", capturing.ticked, name="review-ticks"),
    path(f"{_REVIEW}/start/", leading.start, name="review-start"),
    path(f"{_REVIEW}/item/", leading.item, name="review-item"),
    path(f"{_REVIEW}/lead/", leading.lead, name="review-lead"),
    path(f"{_REVIEW}/note-taker/", leading.note_taker, name="review-note-taker"),
    path(f"{_REVIEW}/speakers/", leading.speaker, name="review-speakers"),
    path(f"{_REVIEW}/pointing/", leading.pointing, name="review-pointing"),
    path(f"{_REVIEW}/end/", leading.end, name="review-end"),
    path(f"{_REVIEW}/reopening/", leading.reopen, name="review-reopening"),
    path(f"{_REVIEW}/entries/", capturing.put_down, name="review-entries"),
    path(f"{_REVIEW}/entries/<int:entry>/removal/", capturing.removal, name="review-entry-off"),
    path(f"{_REVIEW}/entries/<int:entry>/return/", capturing.back, name="review-entry-back"),
    path(f"{_REVIEW}/summary/", afterwards.summary_page, name="review-summary"),
    path(f"{_REVIEW}/answers/", afterwards.answer, name="review-answers"),
]
