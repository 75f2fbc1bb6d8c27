"""The environment of the tests; a plugin, because Django reads its settings before any conftest.

Tests keep their data apart from everybody else's, and cookies work without TLS.
"""

import atexit
import os
import shutil
import tempfile

if "SAMLAD_TESTS" not in os.environ:
    folder = tempfile.mkdtemp(prefix="samlad-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        "SAMLAD_TESTS": "yes",
        "SAMLAD_DATA": folder,
        "SAMLAD_HTTPS": "no",
        "SAMLAD_LOG_LEVEL": "WARNING",
        "SAMLAD_HOSTS": "testserver,localhost,127.0.0.1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
