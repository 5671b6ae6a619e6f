from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "hansei.reminders"
    label = "reminders"
