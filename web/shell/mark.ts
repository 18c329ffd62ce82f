// The mark that a page leaves in its tab when another takes its place: when that was, in milliseconds since 1970.

const name = "left";

// mark is the mark that the page before this one left, 0 when none did.
export function mark(): number {
  try {
    return Number(sessionStorage.getItem(name));
  } catch {
    return 0; // a browser that stores nothing knows nothing
  }
}

// leaveMark leaves it.
export function leaveMark(): void {
  try {
    sessionStorage.setItem(name, String(Date.now()));
  } catch {
    // then the next page asks the other tabs
  }
}
