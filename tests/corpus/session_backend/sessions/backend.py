"""Keeps sessions in memory."""

import secrets

_SESSIONS = {}


def open_session(user, profile):
    token = secrets.token_hex(16)
    _SESSIONS[token] = {"user": user, "profile": profile, "seen": []}
    return token


def user_of(token):
    return _SESSIONS[token]["user"]


def visit(token, page):
    _SESSIONS[token]["seen"].append(page)
    return len(_SESSIONS[token]["seen"])
