"""Fades from dark to light."""

import pytest

from lighting.desk import DESK, preview


@pytest.mark.parametrize("lamps", [96, 192, 256])
def test_slow_fade(lamps):
    assert DESK.fade(1_800, lamps)[0].sum() == 0
    assert DESK.level == 1.0


class TestCues:
    @pytest.mark.parametrize("frames", [900, 2_400])
    def test_full_rig(self, frames):
        assert DESK.fade(frames, 300).shape == (frames, 300)

    @pytest.mark.parametrize("frames", [900, 2_400, 3_000])
    def test_preview(self, frames):
        assert preview(frames, 300)[-1].mean() == 1.0


def test_level_is_a_share():
    assert 0.0 <= DESK.level <= 1.0
