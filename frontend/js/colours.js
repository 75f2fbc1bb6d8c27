// Colours live in CSS. A custom property holding light-dark() must be resolved by an element before a canvas can use it.
export function colour(name) {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  probe.style.color = `var(${name})`;
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export function onScheme(callback) {
  document.addEventListener("samlad:scheme", callback);
}
