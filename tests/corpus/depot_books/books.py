"""Books of depots, each in a database of its own."""

import sqlite3

OPEN = {}


def book(depot, rows):
    connection = sqlite3.connect(":memory:")
    connection.execute("create table entries (number integer, note text)")
    connection.executemany("insert into entries values (?, ?)", ((n, "entry %d of %s" % (n, depot)) for n in range(rows)))
    connection.commit()
    OPEN[depot] = connection
    return connection.execute("select count(*) from entries").fetchone()[0]


def total(rows):
    connection = sqlite3.connect(":memory:")
    connection.execute("create table entries (number integer)")
    connection.executemany("insert into entries values (?)", ((n,) for n in range(rows)))
    found = connection.execute("select sum(number) from entries").fetchone()[0]
    connection.close()
    return found
