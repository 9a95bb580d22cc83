from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "zhike.interfaces.web"
    label = "web"
