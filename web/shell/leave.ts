// Leave now: by the button, the skip link, Shift three times, or three taps with two fingers. The page is covered before
// anything else happens; its socket and timers end with it; the session ends on the server; the other tabs go too; Back
// finds nothing.
//
// Reads: form[data-leave] with data-two, data-one and data-over, what is said after the first and second Shift and when
// there was no third.

import { away, cover, say, send } from "./page";
import { hear, tell } from "./tabs";

const presses = 3;
const patience = 5000; // milliseconds between two presses of Shift
const tap = 350; // milliseconds that a tap lasts at most, from the second finger on
const between = 700; // milliseconds between two taps
const still = 20; // pixels that a finger may move in a tap

// leave is what every trigger does.
export function leave(): void {
  cover();
  tell("left");
  void send("/leave", {}, true).catch(() => undefined); // without a line the session ends at its idle limit
  away("/away");
}

// expire is the same at the idle limit, but goes to the front page, which must not be asked for with the old session.
export async function expire(): Promise<void> {
  cover();
  const soon = new Promise((resolve) => setTimeout(resolve, 2000));
  await Promise.race([send("/leave", {}, true).catch(() => undefined), soon]);
  away("/");
}

export function start(life: AbortSignal): void {
  const form = document.querySelector<HTMLFormElement>("form[data-leave]");
  watchReturn(life);
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  }, { signal: life });
  hear("left", life, () => away("/away"));
  watchShift(form, life);
  watchTaps(life);
}

// watchShift counts presses of Shift alone: one that went with another key doesn't count, and any other key begins anew.
function watchShift(form: HTMLFormElement, life: AbortSignal): void {
  const { two = "", one = "", over = "" } = form.dataset;
  let count = 0;
  let alone = false;
  let timer = 0;
  const reset = (): void => {
    clearTimeout(timer);
    if (count > 0) say(over);
    count = 0;
  };
  addEventListener("keydown", (event) => {
    alone = event.key === "Shift";
    if (!alone) reset();
  }, { capture: true, signal: life });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    count++;
    if (count === presses) return leave();
    clearTimeout(timer);
    timer = window.setTimeout(reset, patience);
    say(count === 1 ? two : one);
  }, { capture: true, signal: life });
}

// watchTaps counts taps with two fingers at once. Fingers that move or stay are no tap: they scroll or zoom.
function watchTaps(life: AbortSignal): void {
  const listening = { capture: true, passive: true, signal: life };
  let count = 0;
  let last = 0;
  let began = 0; // 0: no tap
  let x = 0;
  let y = 0;
  addEventListener("touchstart", ({ touches, timeStamp }) => {
    const finger = touches[0];
    began = touches.length === 2 && finger ? timeStamp : 0;
    if (finger) [x, y] = [finger.clientX, finger.clientY];
  }, listening);
  addEventListener("touchmove", ({ touches }) => {
    const finger = touches[0];
    if (finger && Math.hypot(finger.clientX - x, finger.clientY - y) > still) began = 0;
  }, listening);
  addEventListener("touchend", ({ touches, timeStamp }) => {
    if (touches.length > 0 || began === 0) return; // one finger is still there, or both were told of already
    const tapped = timeStamp - began < tap;
    count = !tapped ? 0 : timeStamp - last < between ? count + 1 : 1;
    last = timeStamp;
    began = 0;
    if (count === presses) leave();
  }, listening);
}

// watchReturn covers a page that the browser keeps for Back, and asks the server anew when it is shown again: it may be
// somebody else who came back.
function watchReturn(life: AbortSignal): void {
  addEventListener("pagehide", (event) => {
    if (event.persisted) document.documentElement.setAttribute("data-covered", "");
  }, { signal: life });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
