from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "hansei.jobs"
    label = "jobs"
