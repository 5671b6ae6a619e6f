from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "hansei.meeting"
    label = "meeting"
