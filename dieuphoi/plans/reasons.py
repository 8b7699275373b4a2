"""Acts that turn an agency's work back give their reason."""

from dieuphoi.base.errors import DomainError


class ReasonMissing(DomainError):
    """A decline or a rework needs a reason."""
