// What if: what would make a verdict better, and numbers that can be moved to see what then. Nothing of it is kept
// before the person says so.

import { ask, number, say, state } from "./app";
import { button, el, fragment, labelled, select } from "./dom";
import { card, change } from "./live";
import { attempt, step } from "./steps";
import { subjectChoice } from "./views";
import type { Json, Slider } from "./protocol";

let aim = "";

/** Shows what would change the verdict of a subject. */
export async function showWhatIf(place: HTMLElement): Promise<void> {
  const again = (): void => void attempt(() => showWhatIf(place));
  const subject = state.subject;
  const moves = await ask("changes", { subject, to: aim || null });
  const { sliders } = await ask("sliders", { subject });
  const then = el("div", { class: "then", "aria-live": "polite" });
  const aims = select([{ value: "", label: say("ui.any_better") }, ...moves.targets], aim, (value) => {
    aim = value;
    again();
  });
  const tries = el("div", { class: "choices" });
  moves.sets.forEach((facts, place_) => {
    const words = moves.sets.length > 1 ? `${say("ui.try_it")} ${number(place_ + 1)}` : say("ui.try_it");
    tries.append(button(words, () => void attempt(() => suppose(then, facts))));
  });
  const moved: Record<string, Json> = {};
  const panel = el("div", { class: "sliders" });
  for (const each of sliders) panel.append(slider(each, moved, then));
  if (sliders.length === 0) panel.append(el("p", { class: "soft" }, say("ui.no_sliders")));
  place.replaceChildren(
    el("h2", {}, say("ui.tab_whatif")),
    el("div", { class: "choices" }, subjectChoice(again), labelled(say("ui.aim"), aims)),
    fragment(moves.html),
    tries,
    el("h3", {}, say("ui.try_numbers")),
    panel,
    then,
  );
}

/** Shows what would hold if some facts were others. */
async function suppose(then: HTMLElement, facts: Readonly<Record<string, Json>>): Promise<void> {
  const parameters: Record<string, number> = {};
  const stated: Record<string, Json> = {};
  for (const [path, value] of Object.entries(facts)) {
    if (path.startsWith("param.")) parameters[path.slice("param.".length)] = value as number;
    else stated[path] = value;
  }
  const told = await ask("suppose", { facts: stated, parameters });
  const moved = new Set(told.changed.subjects);
  const cards = told.cards.filter((each) => moved.has(each.subject)).map((each) => card(each, false));
  // A number of the rulebook is nothing that a company could state.
  const adopt = Object.keys(stated).length > 0 && Object.keys(parameters).length === 0;
  then.replaceChildren(
    el("h3", {}, say("ui.then")),
    change(told.changed),
    ...cards,
    adopt ? el("div", { class: "choices" }, button(say("ui.adopt"), () => void step(() => ask("adopt", { facts: stated })))) : "",
  );
}

function slider(it: Slider, moved: Record<string, Json>, then: HTMLElement): HTMLElement {
  const start = it.value ?? it.low;
  const said = (value: number): string => [number(value), it.unit].filter(Boolean).join(" ");
  const shown = el("output", {}, it.value === null ? say("ui.not_stated") : it.said);
  const input = el("input", { type: "range", min: it.low, max: it.high, step: it.step, value: start });
  input.addEventListener("input", () => {
    shown.textContent = said(input.valueAsNumber);
    input.setAttribute("aria-valuetext", shown.textContent);
  });
  input.addEventListener("change", () => {
    if (it.value !== null && input.valueAsNumber === it.value) delete moved[it.path];
    else moved[it.path] = input.valueAsNumber;
    void attempt(async () => {
      if (Object.keys(moved).length > 0) await suppose(then, moved);
      else then.replaceChildren();
    });
  });
  const tips = it.tips.length > 0 && el("span", { class: "small" }, say("ui.tips", { values: it.tips.map(said).join(" · ") }));
  return el("div", { class: "slider" }, labelled(it.label, input, el("span", { class: "between" }, shown, tips)));
}
