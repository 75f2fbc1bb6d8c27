// <form data-words>: what is written is kept while one writes. Without this file the form's own button keeps it.

const PAUSE = 1500;

function start(form) {
  const text = form.elements.namedItem("text");
  const revision = form.elements.namedItem("revision");
  const state = form.querySelector("[data-words-state]");
  let kept = text.value;
  let timer;
  let running;
  // After a conflict only the button may save: whoever presses it has seen both texts.
  let stopped = Boolean(form.querySelector(".standing"));

  function keep() {
    clearTimeout(timer);
    if (running || stopped || text.value === kept) return;
    running = send().finally(() => {
      running = undefined;
      if (text.value !== kept) plan();
    });
  }

  async function send() {
    const sent = text.value;
    state.textContent = form.dataset.textSaving;
    try {
      const response = await fetch(form.dataset.wordsUrl, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new FormData(form),
      });
      const answer = await response.json();
      state.textContent = answer.message;
      if (response.ok) {
        kept = sent;
        revision.value = answer.revision;
        if (answer.text !== undefined && text.value === sent) {
          text.value = answer.text;
          kept = answer.text;
          // What was pointed out beside the text is no longer in it.
          text.dispatchEvent(new Event("input", { bubbles: true }));
        }
      } else {
        stopped = response.status === 409;
      }
    } catch {
      state.textContent = form.dataset.textFailed;
      plan();
    }
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }

  text.addEventListener("input", plan);
  text.addEventListener("blur", keep);
  // What is on its way must be in before the form is sent, or it would be told of a conflict with itself.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) {
      stopped = true;
      return;
    }
    event.preventDefault();
    const submitter = event.submitter;
    running.finally(() => form.requestSubmit(submitter));
  });
}

export function startWords() {
  for (const form of document.querySelectorAll("form[data-words]")) start(form);
}
