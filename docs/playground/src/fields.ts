// What an answer may be, as something to press, to choose from or to type into.

import { say, state } from "./app";
import { button, el, labelled, select } from "./dom";
import type { Choice, Column, Field, Json } from "./protocol";

/** A control and how it is read: `undefined` where nothing was entered yet. */
export interface Control {
  node: HTMLElement;
  read: () => Json | undefined;
}

type Row = Readonly<Record<string, Json>>;

let numbered = 0;

/** Returns the way to answer a question: buttons that answer at once, or a form with a button that does. */
export function answering(field: Field, value: Json, name: string, answer: (value: Json) => void): HTMLElement {
  const none = field.absent === null ? undefined : button(field.absent.label, () => answer(field.absent!.value));
  if (field.kind === "yes_no" || field.kind === "choice") {
    const made = el("div", { class: "choices", role: "group", "aria-label": name });
    for (const each of choicesOf(field)) {
      const chosen = each.value === value;
      made.append(button(each.label, () => answer(each.value), { "aria-pressed": chosen ? "true" : false }));
    }
    if (none) made.append(none);
    return made;
  }
  const control = controlFor(field, value, name);
  const form = el("form", { class: "answering", novalidate: true }, control.node);
  const wrong = el("p", { class: "wrong", role: "alert" });
  form.append(wrong, el("div", { class: "choices" }, el("button", { class: "main", type: "submit" }, say("ui.answer")), none));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = control.read();
    if (given === undefined) wrong.textContent = say("ui.expected", { expected: field.expected });
    else answer(given);
  });
  return form;
}

function choicesOf(field: Field): readonly { value: Json; label: string }[] {
  if (field.kind !== "yes_no") return field.choices;
  return [
    { value: true, label: say("ui.yes") },
    { value: false, label: say("ui.no") },
  ];
}

/** Returns a control for a value. */
export function controlFor(field: Field, value: Json, name: string): Control {
  switch (field.kind) {
    case "number":
      return ofNumber(field, value, name);
    case "date":
      return ofText("date", value, name);
    case "text":
      return ofText("text", value, name);
    case "set":
      return ofSet(field.choices, value, name);
    case "rows":
      return ofRows(field.columns, value, name);
    case "choice":
    case "yes_no":
      return ofChoice(field, value, name);
  }
}

function ofText(type: "date" | "text", value: Json, name: string): Control {
  const input = el("input", { type, "aria-label": name, value: typeof value === "string" ? value : "", maxlength: 500 });
  return { node: input, read: () => input.value.trim() || undefined };
}

function ofNumber(field: Field, value: Json, name: string): Control {
  const factor = field.share ? 100 : 1;
  const shown = (given: number | null): number | undefined => (given === null ? undefined : Number((given * factor).toPrecision(12)));
  const input = el("input", {
    type: "number",
    inputmode: field.whole ? "numeric" : "decimal",
    step: field.whole ? 1 : "any",
    min: shown(field.low),
    max: shown(field.high),
    value: typeof value === "number" ? shown(value) : "",
    "aria-label": [name, field.unit].filter(Boolean).join(", "),
  });
  const node = el("span", { class: "measured" }, input, el("span", { "aria-hidden": "true" }, field.share ? "%" : field.unit));
  const read = (): number | undefined => (input.value === "" || !Number.isFinite(input.valueAsNumber) ? undefined : input.valueAsNumber / factor);
  return { node, read };
}

function ofSet(choices: readonly Choice[], value: Json, name: string): Control {
  const chosen = new Set(Array.isArray(value) ? (value as readonly Json[]) : []);
  const boxes = choices.map((each) => el("input", { type: "checkbox", value: each.value, checked: chosen.has(each.value) }));
  const node = el("fieldset", { class: "boxes" }, el("legend", { class: "hidden" }, name));
  boxes.forEach((box, place) => node.append(el("label", {}, box, choices[place]!.label)));
  return { node, read: () => boxes.filter((each) => each.checked).map((each) => each.value) };
}

function ofChoice(field: Field, value: Json, name: string): Control {
  const choices = choicesOf(field);
  const listed = choices.map((each, place) => ({ value: String(place), label: each.label }));
  const at = choices.findIndex((each) => each.value === value);
  const node = select([{ value: "", label: "–" }, ...listed], at < 0 ? "" : String(at), () => undefined, { "aria-label": name });
  return { node, read: () => (node.value === "" ? undefined : choices[Number(node.value)]!.value) };
}

function ofRows(columns: readonly Column[], value: Json, name: string): Control {
  const rows: { node: HTMLElement; read: () => Row }[] = [];
  const node = el("div", { class: "rows" });
  const list = el("ol", { "aria-label": name });
  // What a row may hold beyond one line each is for a file: a list in a list is no form that anybody fills.
  const simple = columns.filter((each) => each.field.kind !== "rows");
  const add = (given: Row): HTMLElement => {
    const id = `row${(numbered += 1)}`;
    const cells = simple.map((each) => ({ key: each.key, control: controlFor(each.field, given[each.key] ?? null, each.label) }));
    const item = el("li", { id });
    cells.forEach((cell, place) => {
      const column = simple[place]!;
      const words = column.required ? `${column.label} *` : column.label;
      item.append(column.field.kind === "set" ? el("div", { class: "labelled" }, el("span", {}, words), cell.control.node) : labelled(words, cell.control.node));
    });
    const row = {
      node: item,
      read: (): Row => {
        // What the form does not show stays as it was.
        const kept = Object.entries(given).filter(([key]) => simple.every((each) => each.key !== key));
        const read = cells.map(({ key, control }) => [key, control.read()] as const);
        const stated = read.filter(([, each]) => each !== undefined && !(Array.isArray(each) && each.length === 0));
        return Object.fromEntries([...kept, ...stated]) as Row;
      },
    };
    item.append(
      button(say("ui.remove_row"), () => {
        rows.splice(rows.indexOf(row), 1);
        item.remove();
      }),
    );
    rows.push(row);
    list.append(item);
    return item;
  };
  for (const each of Array.isArray(value) ? (value as readonly Row[]) : []) add(each);
  if (rows.length === 0) add({});
  const more = button(say("ui.add_row"), () => {
    add({}).querySelector<HTMLElement>("input,select")?.focus();
  });
  node.append(list, more);
  return { node, read: () => rows.map((each) => each.read()).filter((each) => Object.keys(each).length > 0) };
}

/** Returns today as a profile writes it. */
export function today(): string {
  const now = new Date();
  const two = (each: number): string => String(each).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Returns a day as the language writes it. */
export function dayInWords(iso: string): string {
  return new Date(`${iso}T12:00:00`).toLocaleDateString(state.spoken.lang, { dateStyle: "long" });
}
