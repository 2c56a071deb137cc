// The interview: one question at a time, why it is asked, every earlier answer within reach.

import { ask, say, state } from "./app";
import { badge } from "./live";
import { button, el, focusOn, folded, labelled, select } from "./dom";
import { answering } from "./fields";
import { asking, attempt, step } from "./steps";
import type { Asking, Given, Json, Question } from "./protocol";

let editing: Question | undefined;

/** Shows the next question, or the earlier one that is answered anew. */
export async function showInterview(place: HTMLElement, focus = true): Promise<void> {
  const now = await asking();
  const question = editing ?? now.question;
  place.replaceChildren(
    subjects(now),
    question ? card(question, editing !== undefined, now) : done(now),
    ...(now.given.length > 0 ? [earlier(now.given)] : []),
    channels(),
  );
  // Without the page jumping where nobody has asked for it.
  if (focus) focusOn(place.querySelector<HTMLElement>(".question h2"));
}

function subjects(now: Asking): HTMLElement {
  const list = el("ul", { class: "subjects", "aria-label": say("ui.progress") });
  const at = (editing ?? now.question)?.subject;
  for (const each of now.subjects) {
    const current = now.question !== null && each.subject === at;
    const sign = each.certainty === "certain" ? "✓ " : "";
    list.append(
      el("li", { class: each.certainty, "aria-current": current ? "step" : false }, el("b", {}, sign, each.name), " ", el("span", {}, each.says)),
    );
  }
  return list;
}

function card(question: Question, again: boolean, now: Asking): HTMLElement {
  const answer = (value: Json): void => {
    const path = question.path;
    const was = editing;
    editing = undefined;
    void step(() => (was ? ask("edit", { path, value }) : ask("answer", { value }))).then(() => {
      // What was refused is asked again as it stands.
      if (was && document.querySelector("#wrong:not(:empty)")) editing = was;
    });
  };
  const made = el("section", { class: "question", "data-path": question.path });
  made.append(el("p", { class: "kicker" }, question.subject_name), el("h2", { id: "question" }, question.text));
  const told = [question.why, question.when].filter(Boolean).join(" ");
  if (told) made.append(el("p", { class: "small" }, told));
  if (question.presumed && !again) {
    const { asks, why, confirms, otherwise } = question.presumed;
    const yes = confirms && button(say("ui.so_it_is"), () => void step(() => ask("confirm", {})), { class: "main" });
    const no = otherwise !== null && button(say("ui.not_so"), () => answer(otherwise));
    const choices = (yes || no) && el("div", { class: "choices" }, yes, no);
    made.append(el("div", { class: "presumed-box" }, el("p", {}, asks), el("p", { class: "small" }, why), choices));
    if (otherwise === null) made.append(el("p", { class: "small" }, say("ui.or_answer")), answering(question.field, question.value, question.text, answer));
  } else {
    made.append(answering(question.field, question.value, question.text, answer));
  }
  const unknown = again
    ? button(say("ui.unknown"), () => answer(null))
    : button(say("ui.unknown"), () => void step(() => ask("skip", {})));
  const back = again
    ? button(say("ui.cancel"), () => void leaveEditing())
    : button(say("ui.back"), () => void step(() => ask("back", {})), { disabled: now.given.length === 0 });
  made.append(el("div", { class: "beside" }, back, unknown));
  if (question.because.length > 0) {
    const list = el("ul", { class: "plain" }, ...question.because.map((each) => el("li", {}, each)));
    made.append(folded(say("ui.because", { count: question.because.length }), list));
  }
  return made;
}

async function leaveEditing(): Promise<void> {
  editing = undefined;
  await showInterview(document.getElementById("panel")!);
}

function done(now: Asking): HTMLElement {
  const made = el("section", { class: "question done" }, el("h2", { id: "question" }, now.says));
  if (now.more > 0) {
    made.append(
      el("p", {}, say("ui.more_questions", { count: now.more })),
      el("div", { class: "choices" }, button(say("ui.ask_everything"), () => void step(() => ask("everything", { on: true })))),
    );
  }
  if (now.given.length > 0) made.append(el("div", { class: "beside" }, button(say("ui.back"), () => void step(() => ask("back", {})))));
  return made;
}

function earlier(given: readonly Given[]): HTMLElement {
  const list = el("ol", { class: "given" });
  for (const each of [...given].reverse()) {
    const change = button(say("ui.change"), () => void edit(each.path), { class: "link", "aria-label": `${say("ui.change")}: ${each.text}` });
    list.append(
      el(
        "li",
        { class: each.idle ? "idle" : "" },
        el("span", { class: "small" }, each.subject_name, ": ", each.text),
        el("span", {}, el("b", {}, each.said), each.idle && el("span", { class: "small" }, ` (${say("ui.idle")})`), " ", change),
      ),
    );
  }
  const made = folded(say("ui.earlier", { count: given.length }), list);
  made.classList.add("earlier");
  return made;
}

/** Asks an earlier question again, or one that was never asked. */
export async function edit(path: string): Promise<void> {
  await attempt(async () => {
    editing = await ask("question", { path });
    await showInterview(document.getElementById("panel")!);
  });
}

/** Forgets that an earlier question is being answered: another company is shown. */
export function forgetEditing(): void {
  editing = undefined;
}

function channels(): HTMLElement {
  const { tiles, statuses } = state.spoken;
  const made = folded(say("ui.channels"));
  made.classList.add("channels");
  const list = el("ul", { class: "plain" });
  for (const each of state.live!.cards) {
    if (each.subject === null) continue;
    const id = each.subject;
    const remove = button(say("ui.remove"), () => void step(() => ask("without_channel", { id })), { class: "link", "aria-label": `${say("ui.remove")}: ${each.name}` });
    list.append(el("li", {}, each.name, " ", ...each.badges.map(badge), " ", remove));
  }
  let [network, status] = [tiles[0]!.id, "active"];
  const chosen = select(tiles.map((each) => ({ value: each.id, label: each.name })), network, (value) => (network = value));
  const as = select(statuses, status, (value) => (status = value));
  const add = button(say("ui.add_channel"), () => void step(() => ask("channel", { network, status })));
  made.append(list, el("div", { class: "choices" }, labelled(say("ui.network"), chosen), labelled(say("ui.status"), as), add));
  return made;
}
