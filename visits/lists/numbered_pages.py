"""Lists of some hundred rows at the most, scanned by numbered pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from visits.lists.pages import PER_PAGE


def numbered_page(request: HttpRequest, rows: QuerySet) -> dict[str, Any]:
    """The rows of the page asked for, the number of all, and what `_pager.html` needs."""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "rows": page.object_list,
        "count": page.paginator.count,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
