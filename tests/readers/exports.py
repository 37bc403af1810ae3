"""Reads an export with a program that is not oomscope's, and prints what it found as JSON."""

import csv
import json
import sys


def junit(path, schema):
    import xmlschema
    from junitparser import JUnitXml, TestSuite

    with open(schema, encoding="utf-8") as file:
        text = file.read()
    # The one thing in which oomscope, like pytest, goes beyond the schema of Jenkins.
    allowed = '<xs:element ref="skipped"/>'
    text = text.replace(allowed, allowed + '<xs:element ref="properties"/>', 1)
    xmlschema.XMLSchema(text).validate(path)
    found = JUnitXml.fromfile(path)
    suites = [found] if isinstance(found, TestSuite) else list(found)
    return {
        "tests": found.tests,
        "failures": found.failures,
        "errors": found.errors,
        "suites": [
            {
                "name": suite.name,
                "tests": suite.tests,
                "properties": {each.name: each.value for each in suite.properties()},
                "system_out": suite._elem.findtext("system-out"),
                "cases": [
                    {
                        "class": case.classname,
                        "name": case.name,
                        "time": case.time,
                        "results": [type(result).__name__ for result in case.result],
                        "properties": {
                            each.get("name"): each.get("value")
                            for each in case._elem.findall("properties/property")
                        },
                    }
                    for case in suite
                ],
            }
            for suite in suites
        ],
    }


def openmetrics(path):
    from prometheus_client.openmetrics.parser import text_string_to_metric_families

    with open(path, encoding="utf-8", newline="") as file:
        families = list(text_string_to_metric_families(file.read()))
    return {
        family.name: {
            "type": family.type,
            "unit": family.unit,
            "help": family.documentation,
            "samples": [[sample.name, sample.labels, sample.value] for sample in family.samples],
        }
        for family in families
    }


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


READERS = {"junit": junit, "openmetrics": openmetrics, "csv": table}

json.dump(READERS[sys.argv[1]](*sys.argv[2:]), sys.stdout)
