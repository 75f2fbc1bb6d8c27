// A number that is stepped up and down with the thumb. Without this script it is an ordinary field.
export function startStepped() {
  for (const input of document.querySelectorAll("input[data-stepped]")) {
    input.before(button(input, -1, "−", input.dataset.textLess));
    input.after(button(input, 1, "+", input.dataset.textMore));
  }
}

function button(input, step, sign, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "ds-button";
  made.dataset.variant = "secondary";
  made.textContent = sign;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => {
    const next = Number(input.value.replace(",", ".") || 0) + step;
    // Less than nothing cannot have been done; an empty field is where one began.
    input.value = next > 0 ? String(Math.round(next * 100) / 100) : "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return made;
}
