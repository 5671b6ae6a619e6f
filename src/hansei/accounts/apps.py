from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hansei.accounts"
    label = "accounts"
