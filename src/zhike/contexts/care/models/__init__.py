from zhike.contexts.care.models.plan import CarePlanRule

__all__ = ["CarePlanRule"]
