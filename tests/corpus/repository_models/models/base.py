"""What all records share."""


class Model:
    identity_map = []

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def save(self):
        self.identity_map.append(self)
        return self
