"""Entry point of the web server: pages in a few threads, however many answers are being sent."""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooling.settings")
django = get_wsgi_application()
# Made in these threads alone, each with a connection of its own to the database. The server's
# own threads then only send: an export or a photo to a slow phone holds one of them for minutes.
PAGES_AT_ONCE = 4
pages = ThreadPoolExecutor(PAGES_AT_ONCE, thread_name_prefix="page")


def application(environ, start_response):
    return pages.submit(django, environ, start_response).result()
