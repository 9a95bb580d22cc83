from django.apps import AppConfig

from zhike.foundation import scope_columns


class WorkConfig(AppConfig):
    name = "zhike.contexts.work"
    label = "work"

    def ready(self) -> None:
        for table in ("work_task", "work_contact_record", "work_timeline_entry"):
            scope_columns.register(table)
