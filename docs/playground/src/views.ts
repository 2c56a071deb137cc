// What can be looked at beside the interview, as far as it is a matter of a call and a fragment.

import { ask, say, state } from "./app";
import { button, el, fragment, labelled, select } from "./dom";
import { dayInWords } from "./fields";
import { chosenFile } from "./files";
import { edit } from "./interview";
import { attempt } from "./steps";

/** Returns a list of the company and its channels, to look at one. */
export function subjectChoice(act: () => void): HTMLElement {
  const choices = state.live!.cards.map((each) => ({ value: each.subject ?? "", label: each.name }));
  if (choices.every((each) => each.value !== (state.subject ?? ""))) state.subject = null;
  const chosen = select(choices, state.subject ?? "", (value) => {
    state.subject = value || null;
    act();
  });
  return labelled(say("ui.subject"), chosen);
}

/** Shows every fact that is stated; each can be changed. */
export async function showFacts(place: HTMLElement): Promise<void> {
  const { groups } = await ask("known", {});
  place.replaceChildren(el("h2", {}, say("ui.tab_facts")), el("p", {}, say("ui.facts_note")));
  for (const group of groups) {
    const list = el("ul", { class: "facts-known plain" });
    for (const each of group.facts) {
      const act = (): void => void edit(each.path);
      const alter = button(say("ui.change"), act, { class: "link", "aria-label": `${say("ui.change")}: ${group.name}, ${each.label}` });
      list.append(el("li", {}, el("span", {}, each.label), el("b", {}, each.said), el("span", { class: "small" }, each.how), alter));
    }
    place.append(el("h3", {}, group.name), group.facts.length > 0 ? list : el("p", { class: "soft" }, say("ui.nothing_stated")));
  }
}

/** Shows why a verdict is what it is, as a tree in words. */
export async function showWhy(place: HTMLElement): Promise<void> {
  const { title, html } = await ask("why", { subject: state.subject });
  const again = (): void => void attempt(() => showWhy(place));
  place.replaceChildren(el("h2", {}, say("ui.tab_why")), subjectChoice(again), el("h3", {}, title), fragment(html));
}

/** What was entered as limits: it stays while the page is open. */
const limits: Record<"hours" | "pages" | "budget", number | null> = { hours: null, pages: 3, budget: null };

/** Shows which channels to keep under limits. */
export async function showShortlist(place: HTMLElement): Promise<void> {
  const form = el("form", { class: "choices", novalidate: true });
  for (const name of ["hours", "pages", "budget"] as const) {
    const input = el("input", { type: "number", min: 0, step: name === "pages" ? 1 : "any", value: limits[name], class: "short" });
    input.addEventListener("change", () => (limits[name] = Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : null));
    form.append(labelled(say(`ui.${name}`), input));
  }
  const found = el("div", { "aria-live": "polite" });
  const reckon = async (): Promise<void> => {
    const told = await ask("shortlist", limits);
    found.replaceChildren(fragment(told.html));
  };
  form.append(el("button", { type: "submit", class: "main" }, say("ui.reckon")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(reckon);
  });
  place.replaceChildren(el("h2", {}, say("ui.tab_shortlist")), form, found);
  await reckon();
}

/** Shows what changed since an earlier file. */
export async function showCompare(place: HTMLElement): Promise<void> {
  const found = el("div", { "aria-live": "polite" });
  const choose = button(
    say("ui.choose_file"),
    () =>
      void chosenFile(".toml,.json", async (name, content) => {
        const told = await ask("compare", { name, content });
        found.replaceChildren(el("h3", {}, told.says), fragment(told.html));
      }),
    { class: "main" },
  );
  place.replaceChildren(el("h2", {}, say("ui.tab_compare")), el("p", {}, say("ui.compare_note")), el("div", { class: "choices" }, choose), found);
}

/** Shows on which numbers of ours a verdict hangs, and what if they were others. */
export async function showNumbers(place: HTMLElement): Promise<void> {
  const { html } = await ask("sensitivity", { subject: state.subject });
  const again = (): void => void attempt(() => showNumbers(place));
  const editions = select(state.spoken.editions, state.live!.edition, (edition) => {
    void attempt(async () => {
      state.live = await ask("edition", { edition });
      await showNumbers(place);
    });
  });
  place.replaceChildren(
    el("h2", {}, say("ui.tab_numbers")),
    el("p", {}, say("ui.numbers_note")),
    subjectChoice(again),
    fragment(html),
    labelled(say("ui.edition"), editions),
    el("p", { class: "small" }, `${state.spoken.about} · ${dayInWords(state.live!.day)}`),
  );
}
