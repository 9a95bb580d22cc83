from zhike.contexts.org.models.post import Post
from zhike.contexts.org.models.staff import Staff
from zhike.contexts.org.models.unit import Unit

__all__ = ["Post", "Staff", "Unit"]
