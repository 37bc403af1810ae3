"""Permissions."""


def test_first_is_denied(context):
    assert not context.may("area0.action0")


def test_second_is_allowed(context):
    assert context.may("area0.action1")


def test_unknown(context):
    assert not context.may("moon.walk")
