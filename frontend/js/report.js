// The report's form in three steps on a phone: what, where, when. Without scripts it is one long form, and works.
import { mask } from "./guard.js";
import { announce } from "./notices.js";
import { clearDraft, restoreDraft, saveDraft } from "./report-draft.js";
import { startPlace } from "./report-place.js";

const STEPS = ["what", "where", "when"];
const AGAIN = 15_000;

export function startReport() {
  const done = document.querySelector("[data-report-done]");
  if (done) clearDraft(done.dataset.reportDone);
  const form = document.querySelector("form[data-report]");
  if (form) begin(form);
}

function begin(form) {
  const sections = new Map(STEPS.map((step) => [step, form.querySelector(`[data-step="${step}"]`)]));
  const errors = document.querySelector("[data-report-errors]");
  const restored = form.hasAttribute("data-fresh") && restoreDraft(form);
  const place = startPlace(form, () => go("when"));
  const status = startStatus(form);

  function show(step, focus = true) {
    for (const [name, section] of sections) section.hidden = name !== step;
    for (const item of form.querySelectorAll("[data-report-stepper] li")) {
      const [own, now] = [STEPS.indexOf(item.dataset.for), STEPS.indexOf(step)];
      if (own === now) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      if (own < now) item.dataset.state = "done";
      else delete item.dataset.state;
    }
    place.show();
    form.querySelector("[data-report-summary]").textContent = [kindOf(form), place.words()].filter(Boolean).join(" · ");
    const intro = document.querySelector("[data-report-intro]");
    intro.hidden = step !== "what";
    if (focus) sections.get(step).querySelector("h2").focus();
  }

  function go(step) {
    status.say("");
    saveDraft(form);
    // A step back is a step back, on a phone too.
    history.pushState({ report: step }, "");
    show(step);
    window.scrollTo(0, 0);
  }

  function missing() {
    if (!form.elements.namedItem("category").value) return "what";
    return place.words() ? "" : "where";
  }

  function complain(step) {
    if (sections.get(step).hidden) go(step);
    status.say(step === "what" ? form.dataset.textWhat : form.dataset.textWhere);
  }

  window.addEventListener("popstate", (event) => show(event.state?.report ?? "what"));
  form.addEventListener("click", (event) => {
    const next = event.target.closest("[data-next]")?.dataset.next;
    if (next) {
      const here = STEPS.find((step) => !sections.get(step).hidden);
      const forward = STEPS.indexOf(next) > STEPS.indexOf(here);
      if (forward && missing() === here) complain(here);
      else go(next);
      return;
    }
    // Arrow keys walk among the choices: only a press on one goes on.
    if (event.target.name === "category" && event.detail > 0) setTimeout(() => go(place.words() ? "when" : "where"));
  });
  // Enter on a choice chooses it, and never sends a report that was not finished.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "radio") return;
    event.preventDefault();
    event.target.click();
    if (event.target.name === "category") go(place.words() ? "when" : "where");
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "category") fitSubcategory(form);
  });
  for (const name of ["input", "change"]) form.addEventListener(name, () => saveDraft(form));
  startSending(form, { missing, complain, status });

  fitSubcategory(form);
  const wrong = errors && STEPS.find((step) => sections.get(step).querySelector('[aria-invalid="true"]'));
  history.replaceState({ report: wrong || (errors ? "when" : "what") }, "");
  show(history.state.report, false);
  if (errors) errors.focus();
  if (restored) status.say(form.dataset.textRestored, true);
}

function kindOf(form) {
  return form.querySelector('[name="category"]:checked')?.closest("label").textContent.trim() ?? "";
}

// Only what belongs under the chosen category can be said more exactly.
function fitSubcategory(form) {
  const { value } = form.elements.namedItem("category");
  const select = form.elements.namedItem("subcategory");
  let any = false;
  for (const group of select.querySelectorAll("optgroup")) {
    const own = group.dataset.code === value;
    group.hidden = group.disabled = !own;
    any ||= own;
    if (!own && group.contains(select.selectedOptions[0])) select.value = "";
  }
  form.querySelector("[data-subcategory]").hidden = !any;
}

function startStatus(form) {
  const line = form.querySelector("[data-report-status]");
  const discard = form.querySelector("[data-draft-discard]");
  discard.addEventListener("click", () => {
    clearDraft(form.dataset.draft);
    location.assign(form.action);
  });
  return {
    say(text, withDiscard = false) {
      line.querySelector("span").textContent = text;
      line.hidden = !text;
      discard.hidden = !withDiscard;
      if (text) announce(text);
    },
  };
}

function startSending(form, { missing, complain, status }) {
  const button = form.querySelector("[data-send]");
  const pressed = form.elements.namedItem("pressed_at");
  const words = form.elements.namedItem("description");
  let waiting = 0;

  async function send() {
    clearTimeout(waiting);
    waiting = 0;
    // Words may have been added while the network was away.
    words.value = mask(words.value).text;
    button.setAttribute("aria-disabled", "true");
    status.say(form.dataset.textSending);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { accept: "application/json" } });
      if (answer.status >= 500) throw new Error(`the server answered ${answer.status}`);
      if (answer.ok && answer.headers.get("content-type")?.startsWith("application/json")) {
        const { next } = await answer.json();
        clearDraft(form.dataset.draft);
        location.assign(next);
      } else {
        // Something is to be mended, or the session has ended: the browser shows the page that says so.
        form.submit();
      }
    } catch (fault) {
      console.info(fault);
      status.say(form.dataset.textAway);
      button.removeAttribute("aria-disabled");
      waiting = setTimeout(send, AGAIN);
    }
  }

  window.addEventListener("online", () => { if (waiting) send(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    const step = missing();
    if (step) return complain(step);
    pressed.value ||= new Date().toISOString();
    saveDraft(form);
    send();
  });
  // A page that comes back from the browser's memory can be sent anew; the same report is stored once.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    button.removeAttribute("aria-disabled");
    pressed.value = "";
    status.say("");
  });
}
