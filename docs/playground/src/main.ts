// The page: what is shown, and when.

import { ask, say, state } from "./app";
import { showBegin } from "./begin";
import { button, el, folded, select } from "./dom";
import { forgetDraft, type Kept } from "./drafts";
import { setting, start } from "./engine";
import { listenForFiles, openFiles, saveProfile } from "./files";
import { forgetEditing } from "./interview";
import { glance, showLive } from "./live";
import { afterEachStep, attempt, step } from "./steps";
import { tabs, type Tab } from "./tabs";
import type { Live, Spoken } from "./protocol";

const LANGUAGE = "channelrules language";

const page = document.getElementById("page")!;
let current: Tab = tabs[0]!;
let there: Promise<void>;

// --- the language ---

function wantedLanguage(): string {
  const wanted = [remembered(), ...navigator.languages.map((each) => each.slice(0, 2))];
  return wanted.find((each) => each !== null && each in setting.spoken) ?? "en";
}

function remembered(): string | null {
  try {
    return localStorage.getItem(LANGUAGE);
  } catch {
    return null;
  }
}

async function speak(lang: string): Promise<void> {
  try {
    localStorage.setItem(LANGUAGE, lang);
  } catch {
    // The browser keeps nothing: it is asked again next time.
  }
  spoken(setting.spoken[lang]!);
  if (state.live === undefined) {
    show();
    return;
  }
  await attempt(async () => {
    spoken(await ask("language", { lang }));
    state.live = await ask("live", {});
    state.asking = undefined;
    show();
    await showTab(false);
  });
}

function spoken(words: Spoken): void {
  state.spoken = words;
  document.documentElement.lang = words.lang;
}

// --- what is shown ---

function bar(): HTMLElement {
  const { languages, lang } = state.spoken;
  const made = el("header", { class: "bar" });
  made.append(el("span", { class: "brand" }, say("ui.title")));
  const files = el("div", { class: "files" });
  if (state.live) {
    files.append(button(say("ui.read_file"), openFile));
    files.append(saving());
    files.append(button(say("ui.close"), () => void close()));
  }
  made.append(files, select(languages, lang, (value) => void speak(value), { "aria-label": say("ui.language"), id: "language" }));
  return made;
}

function saving(): HTMLElement {
  const made = folded(say("ui.save"));
  made.className = "menu";
  const save = (form: string): void => {
    made.open = false;
    void saveProfile(form);
  };
  made.append(el("div", {}, ...state.spoken.forms.map((each) => button(say(`ui.form_${each}`), () => save(each)))));
  return made;
}

/** Shows everything anew: the first screen, or the company. */
function show(): void {
  const live = state.live;
  document.title = live ? `${live.company}: ${say("ui.title")}` : say("ui.title");
  if (live === undefined) {
    const below = el("div");
    page.replaceChildren(bar(), below);
    showBegin(below, { begin: (made) => void begin(made), takeUp: (draft) => void takeUp(draft), openFile });
    return;
  }
  const tablist = el("div", { role: "tablist", class: "tabs", "aria-label": say("ui.views") });
  for (const each of tabs) tablist.append(tabButton(each));
  tablist.addEventListener("keydown", moveAmongTabs);
  const panel = el("div", { id: "panel", role: "tabpanel", "aria-labelledby": `tab-${current.name}` });
  const beside = el("aside", { id: "live", "aria-labelledby": "verdicts" });
  page.replaceChildren(
    bar(),
    el(
      "main",
      { id: "main", class: "work" },
      el("h1", {}, live.company),
      tablist,
      el("div", { id: "wrong", role: "alert" }),
      el("div", { class: "columns" }, panel, beside),
    ),
    el("p", { id: "heard", class: "hidden", role: "status" }),
    el("div", { id: "glance" }),
  );
  showVerdicts(live);
}

function showVerdicts(live: Live): void {
  showLive(document.getElementById("live")!, live, (subject) => {
    state.subject = subject;
    void choose(tabs.find((each) => each.name === "why")!);
  });
  document.getElementById("glance")!.replaceChildren(glance(live));
}

function tabButton(tab: Tab): HTMLElement {
  const chosen = tab === current;
  return button(say(`ui.tab_${tab.name}`), () => void choose(tab), {
    role: "tab",
    id: `tab-${tab.name}`,
    "aria-selected": String(chosen),
    "aria-controls": "panel",
    tabindex: chosen ? 0 : -1,
  });
}

function moveAmongTabs(event: KeyboardEvent): void {
  const all = [...document.querySelectorAll<HTMLElement>("[role=tab]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  const next = all.at(to % all.length)!;
  next.focus();
}

async function choose(tab: Tab): Promise<void> {
  current = tab;
  for (const each of document.querySelectorAll<HTMLElement>("[role=tab]")) {
    const chosen = each.id === `tab-${tab.name}`;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
  }
  const panel = document.getElementById("panel")!;
  panel.setAttribute("aria-labelledby", `tab-${tab.name}`);
  await attempt(() => showTab(true));
}

async function showTab(focus: boolean): Promise<void> {
  const panel = document.getElementById("panel")!;
  if (panel.dataset["tab"] !== current.name) panel.replaceChildren();
  panel.dataset["tab"] = current.name;
  await current.show(panel, focus);
}

// --- a company ---

/** Waits for the library, and tells meanwhile that it is coming. */
async function library(): Promise<void> {
  const loading = document.getElementById("loading");
  if (loading && document.body.dataset["library"] === undefined) loading.textContent = say("ui.loading");
  await there;
  await ask("language", { lang: state.spoken.lang });
}

async function begin(made: () => Promise<Live>): Promise<void> {
  await step(async () => {
    await library();
    return made();
  });
}

async function takeUp(draft: Kept): Promise<void> {
  await begin(() => ask("resume", { content: draft.content }));
}

function openFile(): void {
  openFiles(library);
}

async function close(): Promise<void> {
  if (!confirm(say("ui.close_sure"))) return;
  await attempt(async () => {
    await ask("close", {});
    forgetDraft();
    forgetEditing();
    state.live = state.asking = undefined;
    current = tabs[0]!;
    show();
  });
}

afterEachStep(async () => {
  if (document.getElementById("panel") === null) show();
  else showVerdicts(state.live!);
  await showTab(true);
});

// --- the beginning ---

spoken(setting.spoken[wantedLanguage()]!);
show();
listenForFiles(library);
// What the first verdict needs is made ready while the first screen is filled in.
there = start().then(async () => void (await ask("warm", {})));
there.then(
  () => (document.body.dataset["library"] = "there"),
  () => (document.body.dataset["library"] = "broke"),
);
if (setting.offline !== null) {
  // Where a browser keeps nothing, the page works with a network only.
  void there.then(() => navigator.serviceWorker?.register(setting.offline!)).catch(() => undefined);
}
