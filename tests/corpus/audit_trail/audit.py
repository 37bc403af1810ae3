"""Who did what."""


class Trail:
    def __init__(self):
        self.entries = []

    def book(self, who, what, lines):
        self.entries.append({"who": who, "what": what, "lines": [f"{what} {n}" for n in range(lines)]})
        return len(self.entries[-1]["lines"])
