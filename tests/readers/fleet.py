"""Runs queries of DuckDB in a folder; prints the rows of each as JSON, and how long it took in milliseconds.

The first argument is the folder, the second how often each query is run. The queries come as a JSON list.
"""

import json
import os
import sys
import time

import duckdb

os.chdir(sys.argv[1])
answers = []
for query in json.load(sys.stdin):
    times = []
    for _ in range(int(sys.argv[2])):
        # A new connection each time: nothing is remembered from the one before.
        connection = duckdb.connect()
        start = time.perf_counter()
        cursor = connection.execute(query)
        rows = cursor.fetchall()
        times.append((time.perf_counter() - start) * 1000)
        names = [column[0] for column in cursor.description]
        connection.close()
    answers.append({"rows": [dict(zip(names, map(lambda v: v if isinstance(v, (int, float, bool, type(None))) else str(v), row))) for row in rows], "ms": times})
json.dump(answers, sys.stdout)
