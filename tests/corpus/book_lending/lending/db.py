"""Connections."""

import sqlite3

POOL = []


def connect():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table book (id integer primary key, title text, shelf text)")
    POOL.append(connection)
    return connection


def fill(connection, books):
    rows = ((n, f"Book number {n} of a long row " * 3, f"shelf {n % 100}") for n in range(books))
    connection.executemany("insert into book values (?, ?, ?)", rows)
    return connection.execute("select count(*) from book").fetchone()[0]
