"""What the tests look for on a machine. It is read by bare Pythons too, so it imports nothing else.

The servers are those that compose.yaml starts, where nothing else is said; a variable may name
another one.
"""

import os

#: A URL of each server, by the name of its dialect.
URLS = {
    "postgresql": os.environ.get("POSTGRESQL_URL")
    or "postgresql+psycopg://postgres@127.0.0.1:5432/postgres",
    "mariadb": os.environ.get("MARIADB_URL") or "mariadb+pymysql://root@127.0.0.1:3306/test",
}
#: The names under which a Chromium may be installed; the first that is there is taken.
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
