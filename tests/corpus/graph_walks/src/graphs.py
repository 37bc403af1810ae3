"""Graphs whose nodes know their neighbours, in both directions."""


class Node:
    def __init__(self, name):
        self.name = name
        self.neighbours = []
        self.label = name * 40

    def link(self, other):
        self.neighbours.append(other)
        other.neighbours.append(self)


def ring(count):
    nodes = [Node(f"n{n}") for n in range(count)]
    for left, right in zip(nodes, nodes[1:] + nodes[:1]):
        left.link(right)
    return nodes


def walk(start):
    seen = {start}
    todo = [start]
    while todo:
        for node in todo.pop().neighbours:
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return seen
