from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "zhike.contexts.care"
    label = "care"
