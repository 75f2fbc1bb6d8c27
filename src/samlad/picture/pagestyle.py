"""The style of the self-contained page: calm, printable, readable on a phone."""

from samlad.picture.charts import HEAT
from samlad.picture.svg import BLUE, FONT, INK, MUTED, ORANGE, PAPER

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

STYLE = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; color: {INK}; background: {PAPER};
  font: 1rem/1.5 {FONT}; font-variant-numeric: tabular-nums; overflow-wrap: break-word; }}
h1 {{ font-size: 2rem; line-height: 1.15; margin: .5rem 0 0; }}
h2 {{ font-size: 1.35rem; margin: 2.5rem 0 .5rem; }}
h3 {{ font-size: 1rem; margin: 0; }}
a {{ color: {BLUE}; }}
:focus-visible {{ outline: 3px solid {BLUE}; outline-offset: 2px; }}
.quiet {{ color: {MUTED}; margin: .25rem 0; }}
.lead {{ font-size: 1.35rem; font-weight: 600; line-height: 1.35; }}
.simulated {{ display: inline-block; border: 2px solid {ORANGE}; color: {ORANGE}; font-weight: 600;
  padding: .15rem .6rem; letter-spacing: .05em; margin: 0; }}
.totals {{ display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; background: #f1f5f8;
  padding: 1rem 1.25rem; margin: 1.5rem 0; }}
.totals > div {{ flex: 1 1 18rem; }}
.totals > p {{ margin: 0; }}
.totals strong {{ font-size: 2.75rem; font-variant-numeric: proportional-nums; }}
.totals figure {{ max-width: 30rem; }}
.totals figure svg {{ width: 100%; }}
.totals p {{ margin: 0; }}
.answer {{ display: flex; flex-wrap: wrap; gap: 0 2rem; }}
.answer h2 {{ margin-top: .5rem; }}
.answer > * {{ flex: 1 1 16rem; min-width: 0; }}
.answer > .map {{ flex: 1.75 1 24rem; }}
.standout {{ border-left: 4px solid {ORANGE}; padding-left: .9rem; margin: 0 0 1.2rem; }}
.standout p {{ margin: .1rem 0; }}
figure {{ margin: 0; }}
figure svg {{ max-width: 100%; height: auto; }}
figure .drawing svg {{ width: 100%; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.35; }}
caption {{ text-align: left; color: {MUTED}; padding: .25rem 0 .5rem; }}
.untitled caption {{ position: absolute; clip-path: inset(50%); }}
th {{ text-align: left; font-weight: 600; }}
thead th {{ color: {MUTED}; border-bottom: 2px solid {INK}; vertical-align: bottom; }}
tbody th {{ font-weight: 400; min-width: 7rem; }}
td, th {{ padding: .3rem .5rem; border-bottom: 1px solid #c3ccd4; }}
td.number, th.number {{ text-align: right; }}
td.number, td.kept {{ white-space: nowrap; overflow-wrap: normal; }}
td svg {{ display: block; }}
td.long {{ min-width: 14rem; }}
.above {{ color: {ORANGE}; font-weight: 600; }}
.below {{ color: {BLUE}; }}
.too_little_data {{ color: {MUTED}; }}
.heat td {{ text-align: center; padding: .3rem .1rem; border: 1px solid {PAPER}; font-size: .8rem;
  overflow-wrap: normal; }}
.heat th {{ padding: .3rem .2rem; overflow-wrap: normal; }}
.heat tbody th {{ min-width: 3rem; border: 0; }}
{"".join(f".heat-{step} {{ background: {fill}; }}" for step, fill in enumerate(HEAT))}
.heat-4, .heat-5 {{ color: {PAPER}; }}
tfoot td, tfoot th {{ font-weight: 600; }}
@media print {{ body {{ max-width: none; font-size: 9.5pt; padding: 0; }} .totals, [class^="heat-"] {{
  print-color-adjust: exact; }} tr, figure, .standout {{ break-inside: avoid; }} h2 {{ break-after: avoid; }}
  .scroll {{ overflow: visible; }} }}
"""
