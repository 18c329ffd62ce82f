// Leave now: by the button, the skip link, Shift three times, or three taps with two fingers. The page is covered before
// anything else happens; the session ends on the server; Back finds nothing.
//
// Reads: form[data-leave] with data-two, data-one and data-over, what is said after the first and second Shift and when
// it was no third.

import { away, cover, say, send } from "./page";

const presses = 3;
const patience = 5000; // milliseconds between the first press and the last

export function leave(): void {
  cover();
  void send("/leave", {}, true).catch(() => undefined);
  away("/away");
}

// start watches every trigger.
export function start(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-leave]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  watchShift(form.dataset["two"] ?? "", form.dataset["one"] ?? "", form.dataset["over"] ?? "");
  watchTaps();
}

// watchShift counts presses of Shift alone: one that went with another key doesn't count, and any other key begins anew.
function watchShift(two: string, one: string, over: string): void {
  let count = 0;
  let alone = false;
  let timer = 0;
  const reset = (): void => {
    if (count > 0) say(over);
    count = 0;
    clearTimeout(timer);
  };
  addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) reset();
  }, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    count++;
    if (count === 1) timer = window.setTimeout(reset, patience);
    if (count === presses) leave();
    else say(count === 1 ? two : one);
  }, true);
}

// watchTaps counts taps with two fingers at once.
function watchTaps(): void {
  let count = 0;
  let last = 0;
  addEventListener("touchstart", (event) => {
    if (event.touches.length !== 2) return;
    count = event.timeStamp - last < 600 ? count + 1 : 1;
    last = event.timeStamp;
    if (count === presses) leave();
  }, { capture: true, passive: true });
}
