"""What is let in and what is not."""

import pytest

from filters import Filter, block_list, domains


@pytest.mark.parametrize("count", [200, 250, 300, 350])
def test_blocked(count):
    blocked = Filter(block_list(domains(count)))
    assert blocked.matches("ada@mail0007.example0.org")
    assert not blocked.matches("ada@mail0007.example0.com")


@pytest.mark.parametrize("count", [150, 300])
def test_blocked_for_a_while(count):
    blocked = Filter(block_list(domains(count)))
    assert not blocked.matches("nobody")
    blocked.close()


class TestSubjects:
    @pytest.mark.parametrize("subject", ["Re: lunch", "Fwd: lunch", "lunch"])
    def test_short_expression(self, subject):
        prefixed = Filter("^(Re|Fwd): ")
        assert prefixed.matches(subject) == (subject != "lunch")
        prefixed.close()

    def test_no_expression(self):
        with pytest.raises(ValueError, match="no expression"):
            Filter("(")
