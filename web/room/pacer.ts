// The exercises that a page can pace: one button begins or ends it, and the step that is due stands large, for its seconds, as
// many rounds as the exercise says. Where motion isn't welcome only the words change. A screen reader hears each step.
//
// Reads: .pacer[data-rounds][data-begin][data-end] with li[data-seconds] > span, as content.Pacer draws it: its numbers, and the
// button's words in the language of the exercise.

export function start(life: AbortSignal): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>(".pacer > button");
    if (button?.parentElement) press(button.parentElement, button, life);
  }, { signal: life });
  offer(document);
  const drawn = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) offer(node);
  });
  drawn.observe(document.body, { childList: true, subtree: true });
  life.addEventListener("abort", () => drawn.disconnect());
}

const running = new WeakMap<Element, AbortController>();

// offer gives each exercise in a part of the page its button.
function offer(part: ParentNode): void {
  for (const pacer of part.querySelectorAll<HTMLElement>(".pacer[data-begin]")) {
    if (pacer.querySelector(":scope > button")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = pacer.dataset["begin"] ?? "";
    pacer.append(button);
  }
}

function press(pacer: HTMLElement, button: HTMLButtonElement, life: AbortSignal): void {
  const going = running.get(pacer);
  if (going) return going.abort();
  const stop = new AbortController();
  running.set(pacer, stop);
  life.addEventListener("abort", () => stop.abort(), { signal: stop.signal });
  button.textContent = pacer.dataset["end"] ?? "";
  const shown = face();
  pacer.insertBefore(shown, button);
  void run(pacer, shown, stop.signal).then(() => {
    shown.remove();
    running.delete(pacer);
    button.textContent = pacer.dataset["begin"] ?? "";
  });
}

// face is where the step that is due stands.
function face(): HTMLElement {
  const shown = document.createElement("div");
  shown.className = "paced";
  const disc = document.createElement("div");
  disc.className = "disc";
  const words = document.createElement("b");
  words.setAttribute("role", "status");
  shown.append(disc, words);
  return shown;
}

async function run(pacer: HTMLElement, shown: HTMLElement, stop: AbortSignal): Promise<void> {
  const steps = [...pacer.querySelectorAll<HTMLElement>("li[data-seconds]")];
  for (let round = 0; round < Number(pacer.dataset["rounds"]); round++) {
    for (const [i, step] of steps.entries()) {
      if (stop.aborted || !pacer.isConnected) return;
      const words = shown.querySelector("b");
      if (words) words.textContent = step.querySelector("span")?.textContent ?? "";
      shown.querySelector(".disc")?.classList.toggle("out", i % 2 === 0);
      await pause(1000 * Number(step.dataset["seconds"]), stop);
    }
  }
}

// pause ends at once when the exercise is ended.
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
