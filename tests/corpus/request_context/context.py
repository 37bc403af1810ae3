"""The context of a request."""


class Context:
    active = {}

    def __init__(self, user):
        self.user = user
        self.permissions = {f"{area}.{action}": bool(n % 3) for n, (area, action) in enumerate(self._all())}

    @staticmethod
    def _all():
        return ((f"area{a}", f"action{b}") for a in range(120) for b in range(100))

    def enter(self):
        self.active[id(self)] = self
        return self

    def may(self, permission):
        return self.permissions.get(permission, False)
