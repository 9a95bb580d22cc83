from zhike.contexts.work.models.contact_record import ContactRecord
from zhike.contexts.work.models.task import Task
from zhike.contexts.work.models.timeline_entry import TimelineEntry

__all__ = ["ContactRecord", "Task", "TimelineEntry"]
