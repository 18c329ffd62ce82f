// What every module uses of the page: sending, saying, and what to close when she leaves. Words are never here: they
// stand in the page, written by the server in her language.

const closers: (() => void)[] = [];

// whenLeaving registers what must be closed at once when the page is left for good.
export function whenLeaving(close: () => void): void {
  closers.push(close);
}

// closeAll closes everything that was registered.
export function closeAll(): void {
  for (const close of closers) close();
}

// send posts a form's fields. keepalive lets it outlive the page.
export function send(url: string, fields: Record<string, string>, keepalive = false): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), keepalive, redirect: "manual" });
}

// say lets a screen reader speak a text politely.
export function say(text: string): void {
  const place = document.getElementById("say");
  if (place) place.textContent = text;
}

// trouble shows or hides the notice that there is no connection.
export function trouble(shown: boolean): void {
  const place = document.getElementById("trouble");
  if (place) place.hidden = !shown;
}

// cover hides the whole page, at once.
export function cover(): void {
  document.documentElement.setAttribute("data-covered", "");
}

// away covers the page, closes what is open, forgets what the browser stored, and puts another page in this one's place.
export function away(to: string): void {
  cover();
  closeAll();
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch {
    // a browser that stores nothing has nothing to forget
  }
  location.replace(to);
}
