from django.apps import AppConfig


class PostMortemConfig(AppConfig):
    name = "hansei.postmortem"
    label = "postmortem"
