"""Exports a table in many formats; each needs libraries that are imported when they are wanted."""


def rows(count):
    return [{"name": f"row {n}", "value": n * 0.5} for n in range(count)]


def as_frame(count):
    import pandas

    return pandas.DataFrame(rows(count))


def as_array(count):
    import numpy

    return numpy.array([row["value"] for row in rows(count)])


def as_xml(count):
    import xml.etree.ElementTree as tree

    root = tree.Element("rows")
    for row in rows(count):
        tree.SubElement(root, "row", name=row["name"], value=str(row["value"]))
    return tree.tostring(root)


def as_metrics(count):
    import prometheus_client

    registry = prometheus_client.CollectorRegistry()
    gauge = prometheus_client.Gauge("value", "a value", ["name"], registry=registry)
    for row in rows(count):
        gauge.labels(row["name"]).set(row["value"])
    return prometheus_client.generate_latest(registry)


def as_mail(count):
    import email.message
    import email.policy

    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message.set_content("\n".join(row["name"] for row in rows(count)))
    return bytes(message)


async def fetched(count):
    import asyncio

    await asyncio.sleep(0)
    return rows(count)
