// The button that prints, for browsers that hide it in a menu. Without script it isn't there.

export function start(life: AbortSignal): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print(), { signal: life });
  }
}
