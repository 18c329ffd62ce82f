// A post is read when it was on screen, half of it at least, for a second. Numbers are sent a few seconds later, and when
// the page goes.
//
// Reads: live-topic[data-read-url], li[data-number].

import { send } from "../shell/page";

const dwell = 1000; // milliseconds
const every = 4000;

let watch: (post: Element) => void = () => undefined;

// observe watches a post that came later.
export function observe(post: Element): void {
  watch(post);
}

export function start(): void {
  const topic = document.querySelector<HTMLElement>("live-topic[data-read-url]");
  const url = topic?.dataset["readUrl"];
  if (!topic || !url || !("IntersectionObserver" in window)) return;
  const timers = new Map<Element, number>();
  const seen = new Set<string>();
  const told = new Set<string>();

  const tell = (): void => {
    const numbers = [...seen].filter((number) => !told.has(number));
    if (numbers.length === 0) return;
    for (const number of numbers) told.add(number);
    send(url, { numbers: numbers.join(",") }, true).catch(() => {
      for (const number of numbers) told.delete(number);
    });
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect } of entries) {
      clearTimeout(timers.get(target));
      const shown = isIntersecting && (intersectionRatio >= 0.5 || intersectionRect.height > innerHeight / 2);
      if (shown) timers.set(target, window.setTimeout(() => seen.add((target as HTMLElement).dataset["number"] ?? ""), dwell));
    }
  }, { threshold: [0, 0.25, 0.5] });
  watch = (post) => observer.observe(post);
  for (const post of topic.querySelectorAll("li[data-number]")) watch(post);
  setInterval(tell, every);
  addEventListener("pagehide", tell);
}
