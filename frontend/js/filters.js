// A <form data-filter> whose state is the address. Without this file it is a plain GET form with a button.
import { announce } from "./notices.js";

function isEmpty(value) {
  return typeof value === "string" && value.trim() === "";
}

function prepare(form, htmx) {
  const target = form.dataset.result ?? "#result";
  const settings = {
    "hx-get": form.getAttribute("action") || location.pathname,
    "hx-target": target,
    "hx-select": target,
    "hx-swap": "outerHTML",
    "hx-push-url": "true",
    "hx-sync": "this:replace",
    "hx-trigger": "change delay:120ms, submit",
  };
  // A heading that names the period is above the form, and follows it.
  if (document.getElementById("page-title")) settings["hx-select-oob"] = "#page-title";
  for (const [name, value] of Object.entries(settings)) {
    if (!form.hasAttribute(name)) form.setAttribute(name, value);
  }
  htmx.process(form);
}

function setBusy(form, busy) {
  form.setAttribute("aria-busy", String(busy));
  document.querySelector(form.dataset.result ?? "#result")?.setAttribute("aria-busy", String(busy));
}

function sayResult(form) {
  const result = document.querySelector(form.dataset.result ?? "#result");
  const words = result?.querySelector("[data-announce]") ?? result?.querySelector(".answer, h1, h2");
  announce(words?.textContent.trim().replace(/\s+/g, " "));
}

// "Områden" with two ticked says 2 on its closed button.
function countTicks(form) {
  for (const choice of form.querySelectorAll(".filter-choice")) {
    const counter = choice.querySelector("[data-count]");
    if (!counter) continue;
    const ticked = choice.querySelectorAll("input:checked").length;
    counter.textContent = ticked ? String(ticked) : counter.dataset.count;
    counter.classList.toggle("badge", ticked > 0);
  }
}

export function startFilters(htmx) {
  htmx.onLoad((content) => {
    const forms = content.matches?.("form[data-filter]") ? [content] : content.querySelectorAll?.("form[data-filter]") ?? [];
    for (const form of forms) {
      prepare(form, htmx);
      countTicks(form);
    }
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filter]");
    if (form) countTicks(form);
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form[data-filter]")) return;
    // Nothing chosen is nothing said: the address stays short enough to send to a colleague.
    const values = event.detail.formData;
    for (const name of new Set(values.keys())) {
      const kept = values.getAll(name).filter((value) => !isEmpty(value));
      values.delete(name);
      for (const value of kept) values.append(name, value);
    }
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("form[data-filter]")) setBusy(event.detail.elt, true);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-filter]")) return;
    setBusy(form, false);
    if (event.detail.successful) requestAnimationFrame(() => sayResult(form));
  });
}
