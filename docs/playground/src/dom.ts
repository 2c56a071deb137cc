// Elements made from data. Texts are always set as texts; markup comes from the templates of the report alone.

type Child = Node | string | false | null | undefined;
type Value = string | number | boolean | null | undefined | ((event: Event) => void);

/** Returns an element. A property that is a function listens; one that is false, null or undefined is left out. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((each): each is Node | string => each !== false && each !== null && each !== undefined));
  return made;
}

/** Returns a fragment that the Python side printed. Styles are set by this script, for the page's policy forbids others. */
export function fragment(html: string): HTMLElement {
  const parsed = new DOMParser().parseFromString(html.replaceAll(/\sstyle="/g, ' data-style="'), "text/html");
  const made = el("div", { class: "printed" });
  made.append(...parsed.body.childNodes);
  styled(made);
  return made;
}

/** Gives elements the styles that they bear as data. */
export function styled(below: ParentNode): void {
  for (const each of below.querySelectorAll<HTMLElement>("[data-style]")) {
    each.style.cssText = each.dataset["style"]!;
    delete each.dataset["style"];
  }
}

/** Returns a button with words on it. */
export function button(words: string, act: () => void, properties: Record<string, Value> = {}): HTMLButtonElement {
  return el("button", { type: "button", click: act, ...properties }, words);
}

/** Returns a label around what it names. */
export function labelled(words: string, control: HTMLElement, more?: Child): HTMLLabelElement {
  return el("label", { class: "labelled" }, el("span", {}, words), control, more);
}

/** Returns a list of choices of which one is taken. */
export function select(
  choices: readonly { readonly value: string; readonly label: string }[],
  value: string,
  act: (value: string) => void,
  properties: Record<string, Value> = {},
): HTMLSelectElement {
  const made = el("select", properties);
  for (const each of choices) made.append(el("option", { value: each.value, selected: each.value === value }, each.label));
  made.addEventListener("change", () => act(made.value));
  return made;
}

/** Returns what folds. */
export function folded(words: string, ...children: Child[]): HTMLDetailsElement {
  return el("details", {}, el("summary", {}, words), ...children);
}

/** Puts the focus where reading goes on, without a ring that nobody asked for. */
export function focusOn(target: HTMLElement | null): void {
  if (target === null) return;
  if (!target.matches("button,input,select,textarea,a,summary")) target.tabIndex = -1;
  target.focus();
}
