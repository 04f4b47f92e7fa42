"""Entry point of the web server: pages in a few threads, however many answers are being sent."""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooling.settings")
django = get_wsgi_application()
# Made in these threads alone, each with a connection of its own to the database. The server's
# own threads then only stream: an export to a slow phone holds one of them for minutes.
PAGES_AT_ONCE = 4
pages = ThreadPoolExecutor(PAGES_AT_ONCE, thread_name_prefix="page")
# Whoever watches the server does not stand in line behind the pages.
probes = ThreadPoolExecutor(1, thread_name_prefix="probe")


def application(environ, start_response):
    threads = probes if environ["PATH_INFO"] == "/healthz" else pages
    # The server's own thread waits here and streams the answer afterwards.
    return threads.submit(django, environ, start_response).result()
