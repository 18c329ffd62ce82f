// The idle limit. Signs of her (typing, moving, scrolling) are told to the server at most once a minute; a minute before
// the limit the page asks, and at the limit it leaves. The draft is kept on the server before that (see forum/draft).
//
// Reads: body[data-idle], seconds; dialog#idle.

import { away, send } from "./page";

const warning = 60; // seconds before the limit
const tellEvery = 60_000; // milliseconds

export function start(): void {
  const limit = Number(document.body.dataset["idle"]);
  const dialog = document.querySelector<HTMLDialogElement>("dialog#idle");
  if (!limit || !dialog) return;
  let seen = Date.now();
  let told = Date.now();

  const still = (): void => {
    seen = told = Date.now();
    void send("/still", {}).then((answer) => {
      if (answer.status === 401) away("/");
    }).catch(() => undefined);
  };
  const sign = (): void => {
    if (dialog.open) return;
    seen = Date.now();
    if (seen - told > tellEvery) still();
  };
  for (const kind of ["keydown", "pointerdown", "scroll", "touchstart"]) {
    addEventListener(kind, sign, { capture: true, passive: true });
  }
  dialog.addEventListener("close", still);

  setInterval(() => {
    const idle = (Date.now() - seen) / 1000;
    if (idle >= limit) away("/");
    else if (idle >= limit - warning && !dialog.open) {
      document.dispatchEvent(new Event("draft-now"));
      dialog.showModal();
    }
  }, 1000);
}

// Coming back to a page that the browser kept: it may be somebody else. The server says whether she is still signed in.
export function watchReturn(): void {
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.body.dataset["idle"]) location.reload();
  });
}
