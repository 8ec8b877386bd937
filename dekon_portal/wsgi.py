"""The WSGI entry point (gunicorn dekon_portal.wsgi)."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dekon_portal.settings")
application = get_wsgi_application()

# Load every view now and not with the first visitor, then let the garbage collector leave alone what stays for good:
# looking through all of it again took 60 ms of one page in two (docs/performance.md).
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
