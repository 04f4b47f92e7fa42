"""The rest of the menu, for the phone's bottom bar."""

from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def more(request):
    return render(request, "more.html")
