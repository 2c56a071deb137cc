// Beside the interview: the verdicts by now, what to do first, what the last step changed and why.

import { say, state } from "./app";
import { button, el, folded, fragment } from "./dom";
import type { Badge, Card, Changed, Live } from "./protocol";

/** Returns a verdict as a sign, a word and a colour. */
export function badge(it: Badge): HTMLElement {
  const sign = el("span", { "aria-hidden": "true" }, `${it.sign}${it.presumed ? " ?" : ""} `);
  const certainty = it.certainty && el("small", {}, ` (${it.certainty})`);
  return el("span", { class: `badge tone-${it.tone}${it.presumed ? " presumed" : ""}` }, sign, it.word, certainty);
}

/** Returns one verdict with what was found. */
export function card(it: Card, moved: boolean, why?: () => void): HTMLElement {
  const made = el(
    "article",
    { class: `card ${it.certainty}${moved ? " moved" : ""}`, "data-subject": it.subject ?? "" },
    el("h3", {}, it.name, " ", ...it.badges.map(badge)),
    it.status && el("p", { class: "small" }, it.status),
    // The company's own sentence stands above the cards already.
    it.subject !== null && el("p", {}, it.headline),
    it.could_be && it.could_be !== it.headline && el("p", { class: "small" }, it.could_be),
    it.actions && el("p", { class: "act" }, it.actions),
  );
  const more = el("p", { class: "more" });
  if (it.findings.length > 0) {
    const found = folded(say("ui.findings", { count: it.findings.length }));
    // The findings are printed by the report's own template, once somebody looks at them.
    found.addEventListener("toggle", () => found.childElementCount === 1 && found.append(fragment(it.html)));
    made.append(found);
  }
  if (why) more.append(button(say("ui.why_this"), why, { class: "link", "aria-label": `${say("ui.why_this")} ${it.name}` }));
  made.append(more);
  return made;
}

/** Returns what a step changed. */
export function change(it: Changed): HTMLElement {
  const made = el("div", { class: "changed" }, el("p", {}, it.says));
  if (it.html) made.append(folded(say("ui.what_and_why"), fragment(it.html)));
  return made;
}

/** Shows the verdicts. */
export function showLive(place: HTMLElement, live: Live, why: (subject: string | null) => void): void {
  const open = new Set([...place.querySelectorAll<HTMLElement>("details[open]")].map((each) => each.dataset["name"]));
  const moved = new Set(live.changed?.subjects ?? []);
  const settled = live.cards.filter((each) => each.certainty === "certain").length;
  const first = folded(say("ui.first"), fragment(live.first));
  first.dataset["name"] = "first";
  first.open = open.has("first");
  place.replaceChildren(
    el("h2", { id: "verdicts" }, say("ui.verdicts")),
    el("p", { class: "lead" }, live.headline),
    el("progress", { max: live.cards.length, value: settled, "aria-label": say("ui.progress") }),
    el("p", { class: "small" }, live.says),
    live.changed ? change(live.changed) : "",
    first,
    ...live.cards.map((each) => card(each, moved.has(each.subject), () => why(each.subject))),
    el("p", { class: "small legend" }, say("ui.legend")),
  );
  // Whoever hears the page is told in a sentence what the step did.
  const heard = document.getElementById("heard");
  if (heard) heard.textContent = [live.changed?.says, live.says].filter(Boolean).join(" ");
}

/** Returns a line for a small screen that leads to the verdicts. */
export function glance(live: Live): HTMLElement {
  const marks = live.cards.slice(1, 7).map((each) => el("span", { class: "mark" }, ...each.badges.slice(0, 1).map(sign), each.name));
  return el("a", { href: "#verdicts", class: "glance" }, el("span", { class: "marks" }, ...marks), el("b", {}, say("ui.see_verdicts", { count: state.live?.hanging ?? 0 })));
}

function sign(it: Badge): HTMLElement {
  return el("span", { class: `sign tone-${it.tone}`, "aria-hidden": "true" }, it.sign);
}
