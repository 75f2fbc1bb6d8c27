"""What templates need of a list in pages."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.filter
def elided(page: Page[Any]) -> Iterator[str | int]:
    """The numbers of the pages around this one, and the first and last; gaps between them are told."""
    return page.paginator.get_elided_page_range(page.number)
