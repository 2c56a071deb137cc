// Files: opened and saved here, never sent anywhere; what exports say is shown before it counts.

import { ask, Refused, say, state } from "./app";
import { button, el, labelled, select } from "./dom";
import { today } from "./fields";
import { forgetEditing } from "./interview";
import { attempt, step } from "./steps";
import type { Dropped, Json, Live, Note, Options, Read } from "./protocol";

/** Lets a person choose files. */
function choose(accept: string, several: boolean, act: (files: File[]) => void): void {
  const input = el("input", { type: "file", accept, multiple: several, class: "hidden", tabindex: -1, "aria-hidden": "true" });
  input.addEventListener("change", () => {
    act([...(input.files ?? [])]);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}

/** Lets a person choose a file of text, and does something with it. */
export function chosenFile(accept: string, act: (name: string, content: string) => Promise<void>): void {
  choose(accept, false, (files) => {
    const [file] = files;
    if (file) void attempt(async () => act(file.name, await file.text()));
  });
}

/** Hands a file to the browser to be saved. */
export function saveFile(name: string, content: string, media: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: media }));
  const link = el("a", { href: url, download: name, class: "hidden" });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Saves the profile in a form. */
export async function saveProfile(form: string): Promise<void> {
  await attempt(async () => {
    const { name, media, content } = await ask("save", { form });
    saveFile(name, content, media);
  });
}

/** Returns whether a file is a profile or a draft by its name: it is opened; all others are read into what is open. */
function isProfile(file: File): boolean {
  return /\.(toml|json)$/i.test(file.name);
}

/** Lets a person open a profile, or, where a company is open, exports of its channels. */
export function openFiles(library: () => Promise<void>): void {
  const accept = state.live ? state.spoken.reads.join(",") : ".toml,.json";
  choose(accept, state.live !== undefined, (files) => void takeFiles(files, library));
}

/** Opens a profile, or shows what exports say. */
export async function takeFiles(files: readonly File[], library: () => Promise<void>): Promise<void> {
  const profile = files.find(isProfile);
  if (profile) {
    await step(async () => {
      await library();
      const content = await profile.text();
      forgetEditing();
      return ask("open", { name: profile.name, content });
    });
  } else if (files.length > 0) {
    await attempt(async () => {
      await library();
      if (state.live === undefined) throw new Refused({ kind: "session", message: say("ui.profile_first"), problems: [] });
      const dropped = await Promise.all(files.map(async (each) => ({ name: each.name, content: await base64(each) })));
      await showRead(dropped, noOptions());
    });
  }
}

/** Listens for files that are dragged onto the page. */
export function listenForFiles(library: () => Promise<void>): void {
  const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const hint = el("p", { class: "drop", hidden: true });
  document.body.append(hint);
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    hint.textContent = say("ui.drop_here");
    hint.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) hint.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    hint.hidden = true;
    if (!carries(event)) return;
    event.preventDefault();
    void takeFiles([...event.dataTransfer!.files], library);
  });
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let place = 0; place < bytes.length; place += 0x8000) text += String.fromCharCode(...bytes.subarray(place, place + 0x8000));
  return btoa(text);
}

// --- what exports say ---

type Answers = { -readonly [Key in keyof Options]: Options[Key] extends readonly string[] ? string[] : Record<string, Json> };

function noOptions(): Answers {
  return { channels: {}, ranges: {}, orders: {}, plans: {}, statuses: {}, take: [] };
}

async function showRead(files: readonly Dropped[], options: Answers): Promise<void> {
  const told = await ask("read", { files, today: today(), options: options as unknown as Options });
  const dialog = document.querySelector<HTMLDialogElement>("dialog.read") ?? el("dialog", { class: "read", "aria-labelledby": "read-title" });
  const again = (): void => void attempt(() => showRead(files, options));
  const leave = (): void => {
    dialog.close();
    dialog.remove();
  };
  const take = (): void => {
    leave();
    void step((): Promise<Live> => ask("take", {}));
  };
  dialog.replaceChildren(
    el("h2", { id: "read-title" }, say("ui.files_read")),
    el("p", {}, told.says),
    el("div", { id: "read-wrong", role: "alert" }),
    ...notes(told, options),
    ...listed("ui.added_channels", told.added),
    ...differing(told, options),
    ...listed("ui.new_facts", told.new),
    el(
      "div",
      { class: "choices" },
      told.ready && button(say("ui.take_facts"), take, { class: "main" }),
      told.notes.some((each) => each.option) || told.differing.length > 0 ? button(say("ui.read_again"), again) : "",
      button(say("ui.leave_facts"), leave),
    ),
  );
  if (!dialog.isConnected) document.body.append(dialog);
  // Escape closes it without taking it away.
  if (!dialog.open) dialog.showModal();
}

function listed(key: string, texts: readonly string[]): HTMLElement[] {
  if (texts.length === 0) return [];
  return [el("h3", {}, say(key, { count: texts.length })), el("ul", { class: "plain" }, ...texts.map((each) => el("li", {}, each)))];
}

function differing(told: Read, options: Answers): HTMLElement[] {
  if (told.differing.length === 0) return [];
  const list = el("ul", { class: "plain" });
  for (const each of told.differing) {
    const box = el("input", { type: "checkbox", checked: options.take.includes(each.path) });
    box.addEventListener("change", () => {
      options.take = options.take.filter((path) => path !== each.path);
      if (box.checked) options.take.push(each.path);
    });
    list.append(el("li", {}, el("label", { class: "box" }, box, say("ui.take_theirs", { what: each.says }))));
  }
  return [el("h3", {}, say("ui.differing_facts", { count: told.differing.length })), list];
}

function notes(told: Read, options: Answers): HTMLElement[] {
  return told.notes.map((each) => {
    const made = el("div", { class: `note ${each.weight}` }, el("p", {}, el("b", {}, each.file), each.file && ": ", each.says));
    const asked = each.option && answerTo(each, options[each.option as Exclude<keyof Options, "take">] as Record<string, Json>);
    if (asked) made.append(asked);
    return made;
  });
}

function answerTo(note: Note, answers: Record<string, Json>): HTMLElement {
  if (note.option === "ranges") {
    const days = [0, 1].map((place) => {
      const given = answers[note.key] as readonly string[] | undefined;
      const input = el("input", { type: "date", value: given?.[place] ?? "", "aria-label": say(place === 0 ? "ui.from_day" : "ui.to_day") });
      return input;
    });
    for (const each of days) {
      each.addEventListener("change", () => {
        if (days.every((day) => day.value !== "")) answers[note.key] = days.map((day) => day.value);
      });
    }
    return el("div", { class: "choices" }, ...days);
  }
  const taken = String(answers[note.key] ?? "");
  const act = (value: string): void => {
    if (value === "") delete answers[note.key];
    else answers[note.key] = value;
  };
  return labelled(say("ui.answer"), select([{ value: "", label: "–" }, ...note.choices], taken, act));
}
