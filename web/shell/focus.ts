// Where Tab leads comes into sight whole. Browsers show only the line of a text field in which she would type, and the rest
// of it may stay under the bar with Leave now.

export function start(life: AbortSignal): void {
  addEventListener("keyup", (event) => {
    if (event.key === "Tab") document.activeElement?.scrollIntoView({ block: "nearest" });
  }, { signal: life });
}
