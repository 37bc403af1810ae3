"""The project's command, as Django makes it, with its settings in the same file."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "shop"],
    SECRET_KEY="for tests only",
    USE_TZ=True,
)

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
