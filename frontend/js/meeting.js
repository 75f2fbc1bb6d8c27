// The page of a meeting: notes save themselves, and what others write comes in without disturbing whoever writes.
import { announce } from "./notices.js";

const PAUSE = 1000;
const AGAIN = 3000;
const NOTE = "form[data-note]";
// What each note's form last had saved (null: nothing that stands at the server), and what is on its way.
const states = new WeakMap();

const field = (form) => form.elements.namedItem("text");
const revision = (form) => form.elements.namedItem("revision");
const isMerging = (form) => "conflict" in form.dataset;
const isShut = (form) => "lostPlace" in form.dataset;

function stateOf(form) {
  if (!states.has(form)) states.set(form, { saved: isMerging(form) ? null : field(form).value, timer: 0, sending: null });
  return states.get(form);
}

function isUnsaved(form) {
  return !isShut(form) && (field(form).value !== stateOf(form).saved || stateOf(form).sending !== null);
}

const unsaved = () => [...document.querySelectorAll(NOTE)].filter(isUnsaved);

function say(form, text) {
  form.querySelector("[data-note-state]").textContent = text;
}

function save(form) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.sending ??= send(form).finally(() => { state.sending = null; });
  return state.sending;
}

async function send(form) {
  const sent = field(form).value;
  say(form, form.dataset.textSaving);
  let answer;
  let fresh;
  try {
    answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(NOTE);
  } catch {
    answer = null;
  }
  if (!answer || answer.status >= 500) {
    say(form, form.dataset.textFailed);
    stateOf(form).timer = setTimeout(() => save(form), AGAIN);
  } else if (!fresh) {
    say(form, form.dataset.textRefused);
  } else if (answer.ok) {
    accept(form, fresh, sent);
  } else if (field(form).value !== sent && !isShut(fresh)) {
    // More was typed meanwhile: the answer has to show that too.
    await send(form);
  } else {
    replace(form, fresh);
  }
}

// Saved: what the server keeps (personal data masked) stands in the field, unless more was typed meanwhile.
function accept(form, fresh, sent) {
  const state = stateOf(form);
  if (isMerging(form) || form.querySelector(".ds-alert")) {
    const writing = document.activeElement === field(form);
    const typed = field(form).value;
    const whole = replace(form, fresh, writing);
    if (typed !== sent) {
      field(whole).value = typed;
      wait(whole);
    }
    return;
  }
  state.saved = field(fresh).value;
  revision(form).value = revision(fresh).value;
  if (field(form).value === sent) put(form, state.saved);
  else wait(form);
  say(form, fresh.querySelector("[data-note-state]").textContent);
}

function replace(form, fresh, writing = document.activeElement === field(form)) {
  const whole = document.importNode(fresh, true);
  clearTimeout(stateOf(form).timer);
  const typed = isShut(whole) ? field(form).value : null;
  form.replaceWith(whole);
  if (typed !== null) field(whole).value = typed;
  const problem = whole.querySelector(".ds-alert");
  if (problem) {
    stateOf(whole).saved = null;
    announce(problem.textContent.trim());
  }
  if (writing) field(whole).focus();
  return whole;
}

function put(form, text) {
  const area = field(form);
  if (area.value === text) return;
  const { selectionStart, selectionEnd } = area;
  area.value = text;
  if (document.activeElement === area) area.setSelectionRange(Math.min(selectionStart, text.length), Math.min(selectionEnd, text.length));
}

function wait(form) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  say(form, form.dataset.textUnsaved);
  // Two texts are put together by a person, who says when it is done.
  if (!isMerging(form)) state.timer = setTimeout(() => save(form), PAUSE);
}

// Somebody else's note: it comes into a field that nobody is writing in; else saving will show both.
function receive(form, fresh) {
  if (isMerging(form) || isShut(form) || Number(revision(fresh).value) <= Number(revision(form).value)) return;
  if (isUnsaved(form)) {
    say(form, form.dataset.textNewer);
    return;
  }
  put(form, field(fresh).value);
  stateOf(form).saved = field(fresh).value;
  revision(form).value = revision(fresh).value;
  say(form, fresh.querySelector("[data-note-state]").textContent);
}

async function savedAll() {
  await Promise.all(unsaved().map((form) => (isMerging(form) ? null : save(form))));
  return unsaved().length === 0;
}

// Leaving waits for what is on its way, and does not happen where something would be lost.
function startLeaving(page) {
  addEventListener("beforeunload", (event) => {
    if (unsaved().length) event.preventDefault();
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button || !unsaved().length) return;
    event.preventDefault();
    if (await savedAll()) link.click();
    else announce(page.dataset.textLeave);
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches(NOTE) || form.matches("[hx-post]") || form.method === "dialog" || !unsaved().length) return;
    event.preventDefault();
    if (await savedAll()) form.requestSubmit(event.submitter);
    else announce(page.dataset.textLeave);
  });
}

function startNotes() {
  // What the page holds is what is saved, whatever the browser has kept in the fields.
  for (const form of document.querySelectorAll(NOTE)) {
    stateOf(form).saved = isMerging(form) || form.querySelector(".ds-alert") ? null : field(form).defaultValue;
    if (!isShut(form) && !isMerging(form) && isUnsaved(form)) wait(form);
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest(NOTE);
    if (form) wait(form);
  });
  document.addEventListener("focusout", (event) => {
    const form = event.target.closest(NOTE);
    if (form && event.target === field(form) && !isMerging(form) && isUnsaved(form)) save(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(NOTE)) return;
    event.preventDefault();
    save(event.target);
  });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (!event.detail.target.matches(NOTE)) return;
    event.detail.shouldSwap = false;
    const fresh = event.detail.fragment.querySelector(NOTE);
    if (fresh) receive(event.detail.target, fresh);
  });
}

// Whoever has been signed out meanwhile is answered with another page, which is no part of this one.
function startPolls() {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, xhr } = event.detail;
    if (elt.matches("#meeting-live, #screen-written") && !new URL(xhr.responseURL).pathname.endsWith("/live")) event.detail.shouldSwap = false;
  });
}

// Where somebody was first, or something is missing, the answer says so in the place of what was sent.
function startRefusals() {
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (![409, 422].includes(event.detail.xhr.status) || !event.detail.elt.closest("[data-meeting]")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
}

const ARROWS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };

function startScreen() {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (ARROWS[event.key]) document.querySelector(`[data-screen] a[rel="${ARROWS[event.key]}"]`)?.click();
  });
}

export function startMeeting() {
  startPolls();
  if (document.querySelector("[data-screen]")) startScreen();
  const page = document.querySelector("[data-meeting]");
  if (!page) return;
  startRefusals();
  if (!document.querySelector(NOTE)) return;
  startNotes();
  startLeaving(page);
}
