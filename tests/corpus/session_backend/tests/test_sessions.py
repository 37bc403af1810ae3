"""Sessions know their users."""

import pytest
from sessions import backend

from .helpers import logged_in


@pytest.mark.parametrize("name", ["ada", "grace", "edsger", "donald", "barbara", "tony", "john", "niklaus"])
def test_user(name):
    assert backend.user_of(logged_in(name)) == name


@pytest.mark.parametrize("visits", range(1, 9))
def test_visits_are_counted(visits):
    token = logged_in("ada")
    for n in range(visits):
        count = backend.visit(token, f"/page/{n}")
    assert count == visits


class TestTokens:
    @pytest.mark.parametrize("again", range(7))
    def test_tokens_differ(self, again):
        assert logged_in("ada") != str(again)

    def test_token_is_long(self):
        assert len(logged_in("grace")) == 32
