from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "hansei.timeline"
    label = "timeline"
