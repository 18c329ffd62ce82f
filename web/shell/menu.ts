// A menu in the masthead closes when she presses elsewhere, and by Escape.
//
// Reads: details.switcher.

export function start(life: AbortSignal): void {
  const closeOthers = (target: EventTarget | null): void => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.switcher[open]")) {
      if (!(target instanceof Node && menu.contains(target))) menu.open = false;
    }
  };
  addEventListener("click", (event) => closeOthers(event.target), { signal: life });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const summary = document.activeElement?.closest("details.switcher")?.querySelector("summary");
    closeOthers(null);
    summary?.focus();
  }, { signal: life });
}
