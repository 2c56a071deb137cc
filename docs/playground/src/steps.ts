// A step of a person: ask the library, show what it says, keep the draft.

import { ask, Broken, Refused, say, state } from "./app";
import { keepDraft } from "./drafts";
import { el } from "./dom";
import type { Live, Refusal } from "./protocol";

type Show = () => void | Promise<void>;

let busy = false;
let shown: Show = () => undefined;

/** Names what shows the page anew after a step. */
export function afterEachStep(show: Show): void {
  shown = show;
}

/** Takes a step that ends with new verdicts; a second one at the same time is let go. */
export async function step(made: () => Promise<Live>): Promise<void> {
  await attempt(async () => {
    state.live = await made();
    state.asking = undefined;
    await shown();
    await keepDraft();
  });
}

/** Does what asks the library, and tells in words where it is refused or breaks. */
export async function attempt(act: () => Promise<void>): Promise<void> {
  if (busy) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  tell();
  try {
    await act();
  } catch (error) {
    tell(error);
  } finally {
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

/** Returns the next question, asked once a step. */
export async function asking(): Promise<NonNullable<typeof state.asking>> {
  return (state.asking ??= await ask("asking", {}));
}

/** Tells in words what went wrong; with nothing, takes back what was told. */
export function tell(error?: unknown): void {
  const place = document.getElementById("wrong");
  if (place === null) return;
  place.replaceChildren();
  if (error === undefined) return;
  if (error instanceof Refused) place.append(...refusalAsWords(error.refusal));
  else place.append(el("p", {}, say("ui.broke", { what: error instanceof Broken ? error.message : String(error) })));
  place.scrollIntoView({ block: "nearest" });
}

/** Returns why something was refused: the sentence, then every place. */
export function refusalAsWords(refusal: Refusal): HTMLElement[] {
  const made = [el("p", {}, refusal.message)];
  if (refusal.problems.length > 0) {
    const list = el("ul");
    for (const each of refusal.problems.slice(0, 20)) {
      const words = [each.message, each.hint].filter(Boolean).join(" ");
      list.append(el("li", {}, each.path && el("code", {}, each.path), each.path && ": ", el("span", { lang: each.lang }, words)));
    }
    made.push(list as unknown as HTMLParagraphElement);
  }
  return made;
}
