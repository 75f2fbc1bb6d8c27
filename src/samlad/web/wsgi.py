"""The WSGI application that granian serves."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from samlad.code_version import code_version

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samlad.web.settings")
application = get_wsgi_application()
# Of the code that runs here, not of one that is installed over it later.
code_version()
# The pages are loaded now and stay. The collector need not go through them again and again: it took a tenth of a second,
# in one answer of twelve.
import_module("samlad.web.urls")
gc.freeze()
import_module("samlad.web.warming").begin()
