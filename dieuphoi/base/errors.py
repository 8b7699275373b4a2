"""What a person may be told when something cannot be done."""


class DomainError(Exception):
    """A rule of the domain was broken; the text is a Vietnamese sentence a person can act on."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__ or "")


class NotPermitted(DomainError):
    """The actor may see the thing but not do this with it (403)."""


class StaleState(DomainError):
    """Somebody else moved it first: the state is no longer the one this person saw (409)."""


def require(allowed: bool, message: str) -> None:
    """Go on only if `allowed`; raise NotPermitted with a sentence for the person otherwise."""
    if not allowed:
        raise NotPermitted(message)
