// The idle limit. Signs of her (typing, pointing, scrolling) are told to the server at most once a minute; a minute before
// the limit the page asks, after keeping the draft (forum/draft), and at the limit it leaves. What she does in one tab
// counts in all.
//
// Reads: body[data-idle], seconds; dialog#idle.

import { expire } from "./leave";
import { away, every, send } from "./page";
import { hear, tell } from "./tabs";

const warning = 60; // seconds before the limit
const tellEvery = 60_000; // milliseconds

export function start(life: AbortSignal): void {
  const limit = Number(document.body.dataset["idle"]);
  const dialog = document.querySelector<HTMLDialogElement>("dialog#idle");
  if (!limit || !dialog) return;
  let seen = Date.now();
  let told = seen;

  const here = (): void => {
    seen = told = Date.now();
    tell("here");
    send("/still", {}).then(({ status }) => {
      if (status === 401) away("/");
    }).catch(() => undefined);
  };
  const look = (): void => {
    const idle = (Date.now() - seen) / 1000;
    if (idle >= limit) void expire();
    else if (idle >= limit - warning && !dialog.open) {
      document.dispatchEvent(new Event("draft-now"));
      dialog.showModal();
    }
  };
  const sign = (): void => {
    look(); // a device that slept wakes with a touch, and by then the limit may be over
    if (dialog.open) return;
    seen = Date.now();
    if (seen - told > tellEvery) here();
  };

  for (const kind of ["keydown", "pointerdown", "scroll", "touchstart"]) {
    addEventListener(kind, sign, { capture: true, passive: true, signal: life });
  }
  document.addEventListener("visibilitychange", look, { signal: life });
  every(1000, life, look);
  dialog.addEventListener("close", here);
  hear("here", life, () => {
    seen = told = Date.now();
    if (dialog.open) dialog.close();
  });
}
