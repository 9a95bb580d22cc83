from zhike.contexts.accounts.models.account import Account, AccountHolder
from zhike.contexts.accounts.models.product import Product

__all__ = ["Account", "AccountHolder", "Product"]
