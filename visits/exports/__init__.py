"""Exports: making the files, in processes of their own, and handing them out."""
