// The other tabs of this site in the same browser. They share her session, so they share that she is here, whether anybody is, and
// that she has left.

type Word = "anybody" | "here" | "left";

const tabs = "BroadcastChannel" in window ? new BroadcastChannel("notes") : undefined;

// tell says a word to the other tabs.
export function tell(word: Word): void {
  tabs?.postMessage(word);
}

// hear does something when another tab says a word, as long as the page lives.
export function hear(word: Word, life: AbortSignal, what: () => void): void {
  tabs?.addEventListener("message", (event) => {
    if (event.data === word) what();
  }, { signal: life });
}
