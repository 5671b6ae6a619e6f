from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hansei.api"
    label = "api"
