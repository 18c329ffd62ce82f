// A post is read when it was on screen, half of it at least, for a second. Numbers are sent a few seconds later, and when
// the page goes.
//
// Reads: live-topic[data-read-url], li[data-number].

import { every, send } from "../shell/page";
import { prepare } from "../shell/tab";

const dwell = 1000; // milliseconds
const pause = 4000;

let observer: IntersectionObserver | undefined;

// observe watches a post that came later.
export function observe(post: Element): void {
  if (post.hasAttribute("data-number")) observer?.observe(post);
}

export function start(life: AbortSignal): void {
  const topic = document.querySelector<HTMLElement>("live-topic[data-read-url]");
  const url = topic?.dataset["readUrl"];
  if (!topic || !url || !("IntersectionObserver" in window)) return;
  const seen = new Set<string>();
  const told = new Set<string>();
  prepare(url, life);

  observer = new IntersectionObserver(onScreen((number) => seen.add(number)), { threshold: [0, 0.25, 0.5] });
  for (const post of topic.querySelectorAll("li[data-number]")) observe(post);

  const tell = (): void => {
    const numbers = [...seen].filter((number) => !told.has(number));
    if (numbers.length === 0) return;
    for (const number of numbers) told.add(number);
    send(url, { numbers: numbers.join(",") }, true).catch(() => {
      for (const number of numbers) told.delete(number);
    });
  };
  every(pause, life, tell);
  addEventListener("pagehide", tell, { signal: life });
  life.addEventListener("abort", () => observer?.disconnect());
}

// onScreen gives the number of each post that stays on screen; a long one counts when it fills half of the screen.
function onScreen(stayed: (number: string) => void): IntersectionObserverCallback {
  const timers = new Map<Element, number>();
  return (entries) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
      clearTimeout(timers.get(target));
      const shown = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height > innerHeight / 2);
      if (shown) timers.set(target, window.setTimeout(() => stayed((target as HTMLElement).dataset["number"] ?? ""), dwell));
    }
  };
}
