"""What a visit can be found by, laid out as rows: one row for each thing a filter may ask."""

from __future__ import annotations

from django.db import models


class VisitFacet(models.Model):
    """One thing (facet) that one logged visit can be found by, such as `status:approved` or `place:53.01`.

    A list walks the facets and scopes asked for in the order of the days (queries.walk), so the key
    is its own index: facet, day, visit. Drafts have no facets. What only some may read has facets of
    its own (`index_keys`).
    `services.derived` writes the rows beside the scopes.
    """

    pk = models.CompositePrimaryKey("facet", "visited_on", "visit_id")
    facet = models.CharField(max_length=60)
    visited_on = models.DateField()
    visit = models.ForeignKey("Visit", models.CASCADE, related_name="facets")

    def __str__(self):
        return f"{self.facet} → {self.visit_id}"
