from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "zhike.foundation"
    label = "foundation"
