// The first screen: a company's name and its networks as tiles; or a file, or the draft of last time.

import { ask, say, state } from "./app";
import { button, el, labelled, select } from "./dom";
import { forgetDraft, keptDraft, type Kept } from "./drafts";
import { today } from "./fields";
import { tell } from "./steps";
import type { Live, Tile } from "./protocol";

/** What was entered so far: it stays when the language changes. */
const entered = { name: "", day: today(), chosen: new Map<string, string>(), search: "" };

export interface Ways {
  /** Begins with what was entered, once the library is there. */
  begin: (made: () => Promise<Live>) => void;
  takeUp: (draft: Kept) => void;
  openFile: () => void;
}

/** Shows the first screen. */
export function showBegin(place: HTMLElement, ways: Ways): void {
  const tiles = el("div", { class: "tiles" });
  const chosen = el("ul", { class: "chosen plain" });
  const name = el("input", { id: "company", type: "text", value: entered.name, maxlength: 200, autocomplete: "off", required: true });
  name.addEventListener("input", () => (entered.name = name.value));
  const day = el("input", { type: "date", value: entered.day });
  day.addEventListener("change", () => (entered.day = day.value));
  const search = el("input", { type: "search", value: entered.search, "aria-label": say("ui.search_networks"), placeholder: say("ui.search_networks") });
  const drawn = (): void => {
    drawTiles(tiles, search.value);
    drawChosen(chosen, drawn);
  };
  search.addEventListener("input", () => {
    entered.search = search.value;
    drawTiles(tiles, search.value);
  });
  tiles.addEventListener("click", (event) => {
    const id = (event.target as HTMLElement).closest("button")?.dataset["id"];
    if (id === undefined) return;
    if (!entered.chosen.delete(id)) entered.chosen.set(id, "active");
    drawChosen(chosen, drawn);
    tiles.querySelector<HTMLElement>(`[data-id="${id}"]`)?.setAttribute("aria-pressed", String(entered.chosen.has(id)));
  });
  const form = el(
    "form",
    { class: "begin", novalidate: true },
    labelled(say("ui.company_name"), name),
    el("fieldset", {}, el("legend", {}, say("ui.which_networks")), search, tiles, chosen),
    labelled(say("ui.as_of"), day),
    el("p", { class: "small" }, say("ui.as_of_note")),
    el("div", { class: "choices" }, el("button", { type: "submit", class: "main" }, say("ui.begin")), button(say("ui.open"), ways.openFile)),
    el("p", { class: "small", id: "loading", role: "status" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
    if (entered.name.trim() === "") {
      name.setAttribute("aria-invalid", "true");
      name.focus();
      return;
    }
    const networks = [...entered.chosen].map(([network, status]) => ({ network, status }));
    ways.begin(() => ask("start", { name: entered.name, day: entered.day, networks }));
  });
  const wrong = el("div", { id: "wrong", role: "alert" });
  place.replaceChildren(
    el("main", { id: "main" }, el("h1", {}, say("ui.title")), el("p", { class: "lead" }, say("ui.lead")), el("p", {}, say("ui.private")), lastTime(ways), form, wrong),
  );
  drawn();
}

function lastTime(ways: Ways): HTMLElement | "" {
  const draft = keptDraft();
  if (draft === undefined) return "";
  const made = el("section", { class: "last", "aria-label": say("ui.draft") });
  const forget = button(say("ui.forget"), () => {
    forgetDraft();
    made.remove();
  });
  const take = button(say("ui.take_up"), () => ways.takeUp(draft), { class: "main" });
  made.append(el("p", {}, say("ui.draft_of", { company: draft.company })), el("div", { class: "choices" }, take, forget));
  return made;
}

function drawTiles(place: HTMLElement, search: string): void {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const wanted = (each: Tile): boolean =>
    words.length === 0 ? each.often || entered.chosen.has(each.id) : words.every((word) => each.search.includes(word));
  const shown = state.spoken.tiles.filter(wanted);
  place.replaceChildren(
    ...shown.map((each) =>
      el(
        "button",
        { type: "button", class: "tile", "data-id": each.id, "aria-pressed": String(entered.chosen.has(each.id)) },
        el("b", {}, each.name),
        el("span", { class: "small" }, each.kind_name),
      ),
    ),
    ...(shown.length === 0 ? [el("p", {}, say("ui.no_network"))] : []),
  );
}

function drawChosen(place: HTMLElement, drawn: () => void): void {
  const names = new Map(state.spoken.tiles.map((each) => [each.id, each.name]));
  place.replaceChildren(
    ...[...entered.chosen].map(([id, status]) => {
      const words = names.get(id) ?? id;
      const as = select(state.spoken.statuses, status, (value) => entered.chosen.set(id, value), { "aria-label": `${words}: ${say("ui.status")}` });
      const remove = button(say("ui.remove"), () => {
        entered.chosen.delete(id);
        drawn();
      }, { class: "link", "aria-label": `${say("ui.remove")}: ${words}` });
      return el("li", {}, el("b", {}, words), as, remove);
    }),
  );
}
