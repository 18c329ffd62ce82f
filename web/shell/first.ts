// Before anything of a page is shown: is this a tab in which she is, or one that the browser brought back? A page that goes over
// into another leaves a mark a moment before; a page that is loaded again has one, however old: the line may have been gone, or a cheap phone
// threw the page away. Any other hides until tab.ts has asked the other tabs.
//
// Reads: html[data-tab], the key to which the session is bound, or "open".

import { mark } from "./mark";

const moment = 20_000; // milliseconds between leaving a page and the beginning of the next in its place

const root = document.documentElement;
if (root.dataset["tab"] !== "open" && !here()) root.dataset["asking"] = "";

function here(): boolean {
  const left = mark();
  const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (!left || !way) return false;
  const came = performance.timeOrigin + way.responseStart; // the page before this one left then, however slow the line is
  if (Math.abs(came - left) < moment) return true;
  return way.type === "reload" || (document as { wasDiscarded?: boolean }).wasDiscarded === true;
}
