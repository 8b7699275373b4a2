"""The cast and the small world, for any test that names them."""

import pytest

from tests.cast import Cast, World, make_cast, make_world


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, in their agencies; nothing planned yet."""
    return make_cast()


@pytest.fixture
def world(db: None) -> World:
    """A plan with three assigned tasks, and a foreign one."""
    return make_world()
