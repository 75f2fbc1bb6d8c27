"""The picture as one self-contained HTML file: no script, no request, the same content as on paper."""

from __future__ import annotations

from html import escape

from samlad.picture.content import Content, picture_content
from samlad.picture.document import PictureDocument
from samlad.picture.markup import figure, number_cell, table, table_row, tag, wrap
from samlad.picture.pagestyle import POLICY, STYLE


def render_html(document: PictureDocument) -> str:
    """The whole file; it opens anywhere and asks nothing of the network."""
    content = picture_content(document)
    sections = [
        _answer(content),
        _history(content),
        _counts("areas", "area", content),
        _counts("categories", "category", content),
        _heat(content),
        _organisations(content),
        _accounting(content),
        _rejected(content),
        _recipe(content),
        _sources(content),
    ]
    title = f"{content['title']} · {content['collaboration']} · {content['period']}"
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"{tag('title', title)}<style>{STYLE}</style>"
    )
    body = f"<main>{_opening(content)}{''.join(sections)}</main>"
    language = escape(content["language"])
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>{body}</body></html>\n'


def _opening(content: Content) -> str:
    simulated = tag("p", content["words"]["simulated"], "simulated") if content["simulated"] else ""
    where = f"{content['collaboration']} · {content['period']} · {content['dates']}"
    lead, *others = content["headline"]
    sentences = tag("p", lead, "lead") + "".join(tag("p", sentence) for sentence in others)
    heading = f"<header>{simulated}{tag('h1', content['title'])}{tag('p', where, 'quiet')}</header>"
    return heading + sentences + _written(content)


def _written(content: Content) -> str:
    if not content["written"]:
        return ""
    paragraphs = "".join(tag("p", paragraph) for paragraph in content["written"])
    return wrap("section", tag("h2", content["words"]["written"]) + paragraphs)


def _answer(content: Content) -> str:
    totals, words = content["totals"], content["words"]
    count = wrap("p", f"{tag('strong', totals['count'])} {escape(totals['unit'])}")
    verdict = tag("span", f"{totals['mark']} {totals['verdict']}", totals["class"])
    expected = f" · {escape(totals['expected'])}" if totals["expected"] else ""
    compared = f"{wrap('p', verdict + expected)}<figure>{totals['bar']}</figure>"
    figures = f'<div class="totals">{count}<div>{compared}{tag("p", totals["basis"], "quiet")}</div></div>'
    standouts = "".join(_standout(standout, words) for standout in content["standouts"])
    heading = tag("h2", words["standouts"])
    standing_out = wrap("section", heading + (standouts or tag("p", content["no_standouts"])))
    if content["map"] is None:
        return figures + standing_out
    drawn = figure(content["map"], words["caption_map"])
    return (
        f'{figures}<div class="answer"><section class="map">{tag("h2", words["map"])}{drawn}</section>'
        f"{standing_out}</div>"
    )


def _standout(standout: Content, words: Content) -> str:
    link = ""
    if standout["url"]:
        link = wrap("p", f'<a href="{escape(standout["url"])}">{escape(words["see_incidents"])}</a>')
    text = (
        tag("h3", standout["title"]) + tag("p", standout["figures"], "above") + tag("p", standout["sentence"])
    )
    return wrap("div", text + link, "standout")


def _history(content: Content) -> str:
    words, history = content["words"], content["history"]
    heading = tag("h2", words["history"])
    if history is None:
        return heading + tag("p", words["no_history"])
    rows = [
        table_row(
            row["label"],
            number_cell(row["count"]),
            number_cell(row["expected"]),
            tag("td", f"{row['mark']} {row['verdict']}"),
        )
        for row in history["rows"]
    ]
    heads = [
        (words["period"], ""),
        (words["count"], "number"),
        (words["expected"], "number"),
        (words["verdict"], ""),
    ]
    body = table(words["history"], heads, rows, css="untitled")
    details = f"<details>{tag('summary', words['as_table'])}{body}</details>"
    return f"<section>{heading}{details}{figure(history, words['caption_history'])}</section>"


def _counts(part: str, name: str, content: Content) -> str:
    words, rows = content["words"], content[part]
    notes = "".join(tag("p", note) for note in content["notes"]) if part == "areas" else ""
    if not rows:
        return wrap("section", tag("h2", words[part]) + notes) if notes else ""
    numeric = ("count", "expected", "share", "change")
    columns = (name, "count", "expected", "compared", "verdict", "share", "change", "lately")
    heads = [(words[column], "number" if column in numeric else "") for column in columns]
    body = table(words["lead_areas"], heads, (_count_row(row) for row in rows))
    return f"<section>{tag('h2', words[part])}{body}{notes}</section>"


def _count_row(row: Content) -> str:
    return table_row(
        row["name"],
        number_cell(row["count"]),
        number_cell(row["expected"]),
        wrap("td", row["bar"]),
        tag("td", f"{row['mark']} {row['verdict']}", f"kept {row['class']}"),
        number_cell(row["share"]),
        number_cell(row["change"]),
        wrap("td", row["spark"] or ""),
    )


def _heat(content: Content) -> str:
    words, heat = content["words"], content["heat"]
    note = tag("p", heat["note"]) if heat["note"] else ""
    if not heat["any"]:
        return wrap("section", tag("h2", words["when"]) + note) if note else ""
    heads = [(words["weekday"], ""), *((str(hour), "") for hour in range(24)), (words["sum"], "")]
    rows = (
        table_row(
            row["day"],
            *(tag("td", cell["text"], f"heat-{cell['step']}") for cell in row["cells"]),
            wrap("td", tag("strong", row["sum"])),
        )
        for row in heat["rows"]
    )
    body = table(words["lead_when"], heads, rows, css="heat")
    return f"<section>{tag('h2', words['when'])}{body}{note}</section>"


def _organisations(content: Content) -> str:
    words, organisations = content["words"], content["organisations"]
    if not organisations["rows"]:
        return ""
    heads = [(words["organisation"], ""), (words["count"], "number"), (words["reported"], "")]
    rows = (
        table_row(
            row["name"],
            number_cell(row["count"]),
            tag("td", f"▲ {row['state']}", "above") if row["silent"] else tag("td", row["state"]),
        )
        for row in organisations["rows"]
    )
    warning = tag("p", organisations["warning"]) if organisations["warning"] else ""
    heading = tag("h2", words["organisations"])
    return (
        f"<section>{heading}{table(words['organisations'], heads, rows, css='untitled')}{warning}</section>"
    )


def _accounting(content: Content) -> str:
    words, accounting = content["words"], content["accounting"]
    masked = tag("p", content["masked"])
    if not accounting["rows"]:
        return ""
    heads = [
        (words["file"], ""),
        (words["organisation"], ""),
        *((head, "number") for head in accounting["heads"]),
    ]
    rows = (
        table_row(row["file"], tag("td", row["organisation"]), *map(number_cell, row["numbers"]))
        for row in accounting["rows"]
    )
    sums = table_row(words["sum"], "<td></td>", *map(number_cell, accounting["sums"]))
    body = table(words["lead_accounting"], heads, rows, foot=sums)
    return f"<section>{tag('h2', words['accounting'])}{body}{masked}</section>"


def _rejected(content: Content) -> str:
    words, rejected = content["words"], content["rejected"]
    if not content["accounting"]["rows"] and not rejected["rows"]:
        return ""
    heading = tag("h2", words["rejected"])
    if not rejected["rows"]:
        return heading + tag("p", words["rejected_none"])
    heads = [
        (words["file"], ""),
        (words["line"], "number"),
        (words["field"], ""),
        (words["value"], ""),
        (words["reason"], ""),
    ]
    rows = (
        table_row(
            file, number_cell(line), tag("td", field), tag("td", value, "long"), tag("td", reason, "long")
        )
        for file, line, field, value, reason in rejected["rows"]
    )
    more = tag("p", rejected["more"]) if rejected["more"] else ""
    return f"<section>{heading}{table(words['rejected'], heads, rows, css='untitled')}{more}</section>"


def _recipe(content: Content) -> str:
    words = content["words"]
    heads = [(words["parameter"], ""), (words["value"], "")]
    rows = (table_row(name, tag("td", value)) for name, value in content["recipe"])
    body = table(words["recipe"], heads, rows, css="untitled")
    return wrap("section", tag("h2", words["recipe"]) + body)


def _sources(content: Content) -> str:
    if not content["attributions"]:
        return ""
    listed = "".join(tag("li", attribution) for attribution in content["attributions"])
    return f"<section>{tag('h2', content['words']['sources'])}<ul>{listed}</ul></section>"
