"""Parses forms."""


def parse(text, fields=[]):
    before = len(fields)
    for line in text.splitlines():
        name, _, value = line.partition(":")
        fields.append({"name": name.strip(), "value": value.strip()})
    return fields[before:]
