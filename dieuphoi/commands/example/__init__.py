"""The example: a live illustration plan, and five directives of the past told as the press told them."""
