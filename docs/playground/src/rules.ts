// The rule bench: rules, networks and numbers can be looked up and tried otherwise; nothing of it is kept.

import { ask, number, say } from "./app";
import { el, fragment, labelled } from "./dom";
import { change } from "./live";
import { attempt } from "./steps";
import type { Bench, RuleEntry } from "./protocol";

let search = "";

/** Shows the search, and what it finds. */
export async function showRules(place: HTMLElement): Promise<void> {
  const { entries } = await ask("index", {});
  const input = el("input", { type: "search", value: search, "aria-label": say("ui.search_rules"), placeholder: say("ui.search_rules") });
  const count = el("p", { class: "small", role: "status" });
  const list = el("ul", { class: "entries" });
  const page = el("div", { class: "entry" });
  const draw = (): void => {
    const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = entries.filter((each) => words.every((word) => each.search.includes(word)));
    count.textContent = say("ui.results", { count: number(found.length) });
    list.replaceChildren(...found.map((each) => el("li", {}, entryButton(each, page))));
  };
  input.addEventListener("input", () => {
    search = input.value;
    draw();
  });
  place.replaceChildren(el("h2", {}, say("ui.tab_rules")), input, count, list, page);
  draw();
}

function entryButton(entry: RuleEntry, page: HTMLElement): HTMLElement {
  const made = el("button", { type: "button", class: "entry-button" }, el("b", {}, entry.title), el("span", { class: "small" }, entry.beside));
  made.addEventListener("click", () => void attempt(() => showEntry(entry, page)));
  return made;
}

async function showEntry({ kind, id }: RuleEntry, page: HTMLElement): Promise<void> {
  const told = await ask("page", { kind, id });
  const made = el("article", { class: "printed-page" }, el("h3", {}, told.title), fragment(told.html));
  if (kind !== "network") made.append(await tried(kind, id));
  page.replaceChildren(made);
  made.scrollIntoView({ block: "start" });
}

/** Returns a rule's text or a number, to be tried otherwise. */
async function tried(kind: string, id: string): Promise<HTMLElement> {
  const source = await ask("source", { kind, id });
  const found = el("div", { "aria-live": "polite" });
  const form = el("form", { class: "bench", novalidate: true });
  let run: () => Promise<Bench>;
  if (source.slider === null) {
    const text = el("textarea", { rows: 18, spellcheck: false, "aria-label": say("ui.edit_rule"), class: "code" });
    text.value = source.text;
    form.append(labelled(say("ui.edit_rule"), text));
    run = () => ask("try_rule", { id, text: text.value });
  } else {
    const { low, high, step, value, unit, label } = source.slider;
    const input = el("input", { type: "number", min: low, max: high, step: step || "any", value, "aria-label": label });
    form.append(labelled(say("ui.edit_number"), el("span", { class: "measured" }, input, el("span", {}, unit))));
    run = () => ask("try_number", { name: id, value: input.valueAsNumber });
  }
  form.append(el("button", { type: "submit", class: "main" }, say("ui.run_examples")), found);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(async () => found.replaceChildren(...outcome(await run())));
  });
  return form;
}

function outcome(it: Bench): HTMLElement[] {
  const made: HTMLElement[] = [el("p", { class: "lead" }, it.says)];
  if (it.problems.length > 0) {
    const problems = it.problems.map((each) => el("li", {}, each.path && el("code", {}, `${each.path} `), el("span", { lang: each.lang }, each.message, " ", each.hint)));
    return [...made, el("ul", { class: "plain problems" }, ...problems)];
  }
  const fails = it.examples.filter((each) => !each.holds);
  if (fails.length > 0) {
    const list = fails.map((each) => el("li", {}, el("b", {}, each.name), ": ", each.says));
    made.push(el("h4", {}, say("ui.examples_fail")), el("ul", { class: "plain" }, ...list));
  }
  if (it.survivors.length > 0) {
    const list = it.survivors.map((each) => el("li", {}, el("code", {}, each)));
    made.push(el("h4", {}, say("ui.survivors")), el("ul", { class: "plain" }, ...list));
  }
  if (it.changed) made.push(el("h4", {}, say("ui.on_the_company")), change(it.changed));
  return made;
}
