"""The rest of the menu, for the phone's bottom bar."""

from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def more(request):
    return render(request, "start/more.html")
