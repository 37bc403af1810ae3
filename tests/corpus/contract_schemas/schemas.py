"""Checks documents against a schema."""


def problems(document, schema):
    return [field for field, kind in schema.items() if not isinstance(document.get(field), kind)]


def expanded(rows):
    return [dict(row, copy=[dict(row) for _ in range(5)]) for row in rows]
