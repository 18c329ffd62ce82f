// The idle limit. Signs of her (typing, pointing, scrolling) are told to the server at most once a minute, or, when she
// wants to use less data, once in half the limit, the last one too: else its limit would come before the page's. A minute
// before the limit the page asks, after keeping the draft (forum/draft), and at the limit it leaves. What she does in one tab
// counts in all.
//
// Reads: body[data-idle], seconds; body[data-low]; dialog#idle; [data-awake], while which stands there no limit counts.

import { expire } from "./leave";
import { away, every, send } from "./page";
import { hear, tell } from "./tabs";

const warning = 60; // seconds before the limit
const tellEvery = 60_000; // milliseconds

export function start(life: AbortSignal): void {
  const limit = Number(document.body.dataset["idle"]);
  const dialog = document.querySelector<HTMLDialogElement>("dialog#idle");
  if (!limit || !dialog) return;
  const pause = "low" in document.body.dataset ? limit * 500 : tellEvery;
  let seen = Date.now();
  let told = seen;

  const here = (): void => {
    told = Date.now();
    tell("here");
    send("/still", {}).then(({ status }) => {
      if (status === 401) away("/");
    }).catch(() => undefined);
  };
  const look = (): void => {
    if (document.querySelector("[data-awake]")) { // no limit counts in an open session
      seen = told = Date.now();
      return;
    }
    const idle = (Date.now() - seen) / 1000;
    if (idle >= limit) void expire();
    else if (dialog.open) return;
    else if (idle >= limit - warning) {
      document.dispatchEvent(new Event("draft-now"));
      dialog.showModal();
    } else if (seen > told && Date.now() - told > pause) here();
  };
  const sign = (): void => {
    look(); // a device that slept wakes with a touch, and by then the limit may be over
    if (dialog.open) return;
    seen = Date.now();
    if (seen - told > pause) here();
  };
  const stay = (): void => {
    seen = Date.now();
    here();
  };

  for (const kind of ["keydown", "pointerdown", "scroll", "touchstart"]) {
    addEventListener(kind, sign, { capture: true, passive: true, signal: life });
  }
  document.addEventListener("visibilitychange", look, { signal: life });
  every(1000, life, look);
  dialog.addEventListener("close", stay);
  hear("here", life, () => {
    seen = told = Date.now();
    if (dialog.open) dialog.close();
  });
}
