"""The settings of the tests: those of the product, in a folder of their own, quicker, stricter."""

import atexit
import os
import shutil
import tempfile

# Never the folder of a real installation; one for each process, since tests look into it.
os.environ["DIEUPHOI_HOME"] = tempfile.mkdtemp(prefix="dieuphoi-tests-")
atexit.register(shutil.rmtree, os.environ["DIEUPHOI_HOME"], ignore_errors=True)

from config.settings import *  # noqa: E402, F403 the folder must be named before
from config.settings import DATABASES, HOME, INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "dieuphoi.organizations.codes.CodeHasher",
]
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["tests.strictness.reads_only_on_get", "zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True  # a query per row fails the test

# No manifest: templates name files as they lie in the packages, and nothing is collected.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DATABASES["default"]["CONN_MAX_AGE"] = 0  # a connection left open would keep the database there
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that the threads of a live server share it; not waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
    )
