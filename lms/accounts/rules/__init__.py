"""What is decided without database nor web: names, addresses, secrets, codes, limits."""

from lms.accounts.rules.addresses import safe_next
from lms.accounts.rules.names import fold, sort_key

__all__ = ["fold", "safe_next", "sort_key"]
