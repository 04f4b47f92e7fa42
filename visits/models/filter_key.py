"""What a visit can be found by, laid out as rows: one row for each thing a filter may ask."""

from __future__ import annotations

from django.db import models


class VisitFilterKey(models.Model):
    """One thing (filter key) that one logged visit can be found by, such as `status:approved` or `place:53.01`.

    A list walks the filter keys and access keys asked for in the order of the days (lists.intersection), so the key
    is its own index: filter key, day, visit. Drafts have no filter keys. What only some may read has filter keys of
    its own (`index_keys`).
    `lists.visit_index` writes the rows beside the access keys.
    """

    pk = models.CompositePrimaryKey("filter_key", "visited_on", "visit_id")
    filter_key = models.CharField(max_length=60)
    # Never empty: only logged visits are found, and those have a day.
    visited_on = models.DateField()
    visit = models.ForeignKey("Visit", models.CASCADE, related_name="filter_keys")

    def __str__(self):
        return f"{self.filter_key} → {self.visit_id}"
