"""Builds reports; everything heavy is imported where it is needed."""


def as_xml(rows):
    from xml.etree import ElementTree

    root = ElementTree.Element("rows")
    for row in rows:
        ElementTree.SubElement(root, "row", {key: str(value) for key, value in row.items()})
    return ElementTree.tostring(root, encoding="unicode")


def mean(rows, column):
    import pandas

    return pandas.DataFrame(rows)[column].mean()


def spread(values):
    import numpy

    return float(numpy.std(numpy.asarray(values, dtype=float)))


def as_mail(text):
    import email.message
    import http.client  # noqa: F401
    import urllib.request  # noqa: F401

    message = email.message.EmailMessage()
    message.set_content(text)
    return message.as_string()


def stored(rows):
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create table t (a, b)")
        connection.executemany("insert into t values (:a, :b)", rows)
        return connection.execute("select count(*), sum(a) from t").fetchone()
    finally:
        connection.close()
