// A part of a page that no channel tells of: while something is to become of it, it is asked for again and again.
//
// Reads: live-part[data-fresh], its address; in it one element with an id, and data-waits while something is to become of it.

import { every, parsed } from "../shell/page";
import { note, renew } from "./renew";

const pause = 15_000; // milliseconds

export function keepFresh(life: AbortSignal): void {
  for (const host of document.querySelectorAll<HTMLElement>("live-part[data-fresh]")) {
    note(host.firstElementChild);
    every(pause, life, () => {
      if (host.querySelector("[data-waits]")) void look(host, life).catch(() => undefined);
    });
  }
}

async function look(host: HTMLElement, life: AbortSignal): Promise<void> {
  const answer = await fetch(host.dataset["fresh"] ?? "");
  const old = host.firstElementChild;
  if (!answer.ok || answer.redirected || life.aborted || !(old instanceof HTMLElement)) return;
  const fresh = parsed(await answer.text()).querySelector<HTMLElement>(`#${old.id}`);
  if (fresh) renew(old, fresh);
}
