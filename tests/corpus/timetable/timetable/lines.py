"""Lines, their stops and their departures."""


class Line:
    def __init__(self, name, stops, trains):
        self.name = name
        self.departures = {
            (train, stop): f"{(train * 20 + stop * 3) // 60 % 24:02}:{(train * 20 + stop * 3) % 60:02}"
            for train in range(trains)
            for stop in range(stops)
        }

    def at(self, train, stop):
        return self.departures[train, stop]
