"""Dates in sentences: a browser may break a line at the hyphens of one, and nobody reads it then."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# A day, or a day with a time, as the pages write them.
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?)")


@register.filter
def unbroken(sentence: str) -> SafeString:
    """The sentence with each date in one piece."""
    pieces = MOMENT.split(sentence)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="moment">{}</span>', piece) if place % 2 else piece,)
            for place, piece in enumerate(pieces)
        ),
    )
