// Draws <figure data-chart> from compiled Vega, with the interpreter that needs no eval.
import { expressionInterpreter } from "vega-interpreter";
import { parse, View, Warn } from "vega";
import { colour, onScheme } from "./colours.js";

const drawn = new Map();

// "var(--chart-1)" in a specification means the page's colour of that name, in the scheme of the moment.
function withPageColours(value) {
  if (typeof value === "string") {
    return value.replace(/var\((--[a-z0-9-]+)\)/g, (_, name) => colour(name));
  }
  if (Array.isArray(value)) return value.map(withPageColours);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPageColours(inner)]));
  }
  return value;
}

function pageStyle() {
  const text = colour("--ds-color-neutral-text-subtle");
  const line = colour("--ds-color-neutral-border-subtle");
  const font = "Inter Variable, system-ui, sans-serif";
  return {
    font,
    axis: { labelColor: text, titleColor: text, domainColor: line, tickColor: line, gridColor: line, labelFont: font, titleFont: font, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400, labelSeparation: 12 },
    legend: { labelColor: text, titleColor: text, labelFont: font, titleFont: font, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 400 },
    title: { color: text, font },
    text: { fill: text, font },
    style: { "guide-label": { font, fill: text }, "guide-title": { font, fill: text }, cell: { stroke: "transparent" } },
    range: { category: [1, 2, 3, 4, 5, 6].map((index) => colour(`--chart-${index}`)) },
  };
}

async function specification(figure) {
  const { specId, specUrl } = figure.dataset;
  if (specId) return JSON.parse(document.getElementById(specId).textContent);
  const answer = await fetch(specUrl, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${specUrl} answered ${answer.status}`);
  return answer.json();
}

function tooltip(figure) {
  const box = document.createElement("div");
  box.className = "tip";
  box.hidden = true;
  figure.append(box);
  return (_, event, item, value) => {
    box.hidden = value === null || value === undefined || value === "";
    if (box.hidden) return;
    box.replaceChildren(...tooltipContent(value));
    const frame = figure.getBoundingClientRect();
    const left = Math.min(event.clientX - frame.left + 12, frame.width - box.offsetWidth - 4);
    box.style.left = `${Math.max(0, left)}px`;
    box.style.top = `${event.clientY - frame.top + 14}px`;
  };
}

function tooltipContent(value) {
  if (typeof value !== "object") return [document.createTextNode(String(value))];
  const list = document.createElement("dl");
  for (const [name, figure] of Object.entries(value)) {
    const term = document.createElement("dt");
    const words = document.createElement("dd");
    term.textContent = name;
    words.textContent = String(figure);
    list.append(term, words);
  }
  return [list];
}

async function draw(figure, spec) {
  drawn.get(figure)?.view.finalize();
  const area = figure.querySelector(".chart-area");
  figure.querySelector(".tip")?.remove();
  const coloured = { ...withPageColours(spec), background: "transparent" };
  const view = new View(parse(coloured, pageStyle(), { ast: true }), {
    renderer: "svg",
    expr: expressionInterpreter,
    logLevel: Warn,
    tooltip: tooltip(figure),
  });
  view.initialize(area);
  // One picture with one name: Vega would have each mark read out, and the figures are in the table.
  area.removeAttribute("aria-roledescription");
  area.setAttribute("role", "img");
  area.setAttribute("aria-label", figure.dataset.label ?? "");
  area.querySelector("svg").setAttribute("aria-hidden", "true");
  fit(view, spec, area);
  await view.runAsync();
  drawn.set(figure, { view, spec, width: area.clientWidth });
}

// A specification with the width "container" carries a width signal; others keep the width they came with.
function fit(view, spec, area) {
  if (spec.signals?.some((signal) => signal.name === "width")) view.signal("width", area.clientWidth);
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const state = drawn.get(target.parentElement);
    if (!state || Math.abs(state.width - target.clientWidth) < 2 || !target.clientWidth) continue;
    state.width = target.clientWidth;
    fit(state.view, state.spec, target);
    state.view.runAsync();
  }
});

async function start(figure) {
  if (drawn.has(figure) || figure.dataset.started) return;
  figure.dataset.started = "";
  const area = figure.querySelector(".chart-area");
  try {
    const spec = await specification(figure);
    await document.fonts.ready; // measured with the wrong font, labels would overlap
    await draw(figure, spec);
    resized.observe(area);
  } catch (error) {
    console.error(error);
    area.className = "chart-area chart-message";
    area.textContent = figure.dataset.textFailed ?? "";
  }
}

function forget() {
  for (const [figure, state] of drawn) {
    if (figure.isConnected) continue;
    state.view.finalize();
    drawn.delete(figure);
  }
}

function startAll() {
  forget();
  for (const figure of document.querySelectorAll("[data-chart]")) start(figure);
}

onScheme(() => {
  for (const [figure, { spec }] of drawn) draw(figure, spec);
});
document.body.addEventListener("htmx:load", startAll);
startAll();
