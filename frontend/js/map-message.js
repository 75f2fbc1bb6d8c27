// What a map says in place of itself.

export function say(element, text) {
  const area = element.querySelector(".map-canvas");
  area.querySelector(".map-message")?.remove();
  if (!text) return;
  const message = document.createElement("p");
  message.className = "map-message";
  message.textContent = text;
  area.append(message);
}
