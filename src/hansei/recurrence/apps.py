from django.apps import AppConfig


class RecurrenceConfig(AppConfig):
    name = "hansei.recurrence"
    label = "recurrence"
