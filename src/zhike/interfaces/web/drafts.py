"""Names under which the browser keeps unfinished forms: they tell nothing and belong to one person."""

from django.utils.crypto import salted_hmac

from zhike.contexts.org.public import Viewer


def draft_key(viewer: Viewer, purpose: str, object_id: int) -> str:
    """A stable, opaque key for this person's draft of one form about one object."""
    return salted_hmac("zhike.draft", f"{viewer.staff_id}:{purpose}:{object_id}").hexdigest()[:24]
