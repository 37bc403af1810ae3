import pytest
import themes


@pytest.mark.parametrize("shop", range(6))
def test_theme_of_a_shop(shop):
    assert themes.load_for_shop().COLOURS[255] == "#0000ff"


@pytest.mark.parametrize("shade", range(6))
def test_default_theme(shade):
    assert themes.load("theme_default").COLOURS[shade].startswith("#")
