from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "zhike.contexts.org"
    label = "org"
