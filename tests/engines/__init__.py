"""The main ways through the program in the engines of the other phones: WebKit (iPhone) and Firefox.

Chromium has the tests of `tests/browser`; here is what must not differ: logging a visit, doing so without signal, and
an outbox that is always painted.
"""
