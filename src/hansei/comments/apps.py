from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "hansei.comments"
    label = "comments"
