"""Trees whose nodes know their parent."""


class Node:
    def __init__(self, depth, parent=None):
        self.parent = parent
        self.text = f"node at {depth}" * 3
        self.children = [Node(depth - 1, self) for _ in range(2)] if depth else []

    def count(self):
        return 1 + sum(child.count() for child in self.children)
