"""Faults that are planted on a copy of the program, to see that a test catches each.

The lists beside this file hold them: where, what is put in place of what, and the tests that are
to fail. `script/mutants` plants all of them, `test_mutants.py` a dozen.
"""
