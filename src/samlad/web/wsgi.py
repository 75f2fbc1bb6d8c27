"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from samlad.code_version import code_version

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samlad.web.settings")
application = get_wsgi_application()
# Of the code that runs here, not of one that is installed over it later.
code_version()
