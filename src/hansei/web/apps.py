from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hansei.web"
    label = "web"
