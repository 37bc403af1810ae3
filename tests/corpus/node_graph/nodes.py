"""Nodes of a graph; every kind of node is known by its name."""


class Node:
    kinds = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Node.kinds.setdefault(cls.__name__, []).append(cls)

    @classmethod
    def make(cls, kind):
        return cls.kinds[kind][-1]()


class Plain(Node):
    table = ()
