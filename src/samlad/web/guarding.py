"""The guard at the outermost door: what somebody sends is neither logged nor sent back unmasked.

A form that is shown again, a sentence about a bad value, a line of the log: each would keep personal data in a page,
a cache or a file. What is stored is guarded by the actions; this is for everything that only passes through.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from samlad.collect.guard import find, mask
from samlad.collect.guard.findings import mask_of

Answering = Callable[[HttpRequest], HttpResponse]
# What the page itself made; by chance it can look like a number.
_MADE_BY_PAGE = frozenset({"csrfmiddlewaretoken", "key", "seen"})
_MADE = re.compile(r"[\w.,:;=*|-]{16,}")
# The address of somebody who is invited is shown to whoever invites.
_ACCOUNT = "email"
# A sentence may name a value cut short; this much of a number or an address is still personal.
_SHORTEST = 8


def nothing_personal(get_response: Answering) -> Answering:
    """Mask the query of an address before it is read, and in the answer whatever of the form had to be masked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if query:
            request.META["QUERY_STRING"] = _masked_query(query)
        response = get_response(request)
        match = request.resolver_match
        if match is not None and "collaboration" not in match.kwargs:
            # An account's own pages: the address that one signs in with is shown again.
            return response
        if not response.streaming and (found := dict(_sent(request))):
            response.content = _without(response.content.decode(response.charset), found)
        return response

    return middleware


def _masked_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    masked = [(name, value if _is_made(name, value) else mask(value)[0]) for name, value in pairs]
    return urlencode(masked) if masked != pairs else query


def _is_made(name: str, value: str) -> bool:
    return name in _MADE_BY_PAGE and _MADE.fullmatch(value) is not None


def _sent(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was found in the address and in the form, and the word in its place."""
    texts = unquote(request.path).split("/")
    if request.method == "POST":
        texts += [
            value
            for name, values in request.POST.lists()
            for value in values
            if name != _ACCOUNT and not _is_made(name, value)
        ]
    for text in texts:
        for finding in find(text):
            yield text[finding.start : finding.end], mask_of(finding.kind)


def _without(content: str, found: dict[str, str]) -> str:
    for text, word in sorted(found.items(), key=lambda pair: -len(pair[0])):
        for written in _ways(text):
            content = content.replace(written, word)
    return content


def _ways(text: str) -> Iterable[str]:
    """As pages, addresses and JSON write it, whole or cut."""
    cuts = [text[:end] for end in range(len(text), min(_SHORTEST, len(text)) - 1, -1)]
    as_written = (str, escape, quote, quote_plus, lambda cut: json.dumps(cut)[1:-1])
    return dict.fromkeys(str(write(cut)) for cut in cuts for write in as_written)


class GuardedFormatter(logging.Formatter):
    """Log lines with the masks in them, tracebacks among them."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))[0]


class GuardedFilter(logging.Filter):
    """For loggers that name what was asked for: the record itself is masked, whoever handles it."""

    def filter(self, record: logging.LogRecord) -> bool:
        masked, findings = mask(unquote(record.getMessage()))
        if findings:
            record.msg, record.args = masked, ()
        return True
