"""Drop the test databases of one run. Usage: drop_databases.py SERVER_URL PREFIX

Django drops its own, except when a thread's connection is still on its way out; a shared server would keep that one.
"""

import sys

import psycopg2
from psycopg2 import sql

server, prefix = sys.argv[1:]
connection = psycopg2.connect(server)
connection.autocommit = True
with connection.cursor() as cursor:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
connection.close()
