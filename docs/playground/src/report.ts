// The report as a client reads it, in a frame of its own; it prints as it stands there.

import { ask, say } from "./app";
import { button, el, styled } from "./dom";
import { saveFile } from "./files";

/** Shows the report. */
export async function showReport(place: HTMLElement): Promise<void> {
  const { name, html } = await ask("report", {});
  const frame = el("iframe", { class: "report", title: say("ui.tab_report"), sandbox: "allow-same-origin allow-modals" });
  // The page's policy holds in the frame, too, and forbids styles in markup: they are set by this script instead.
  const styles: string[] = [];
  const bare = html.replaceAll(/<style>([^]*?)<\/style>/g, (_, style: string) => (styles.push(style), ""));
  const parsed = new DOMParser().parseFromString(bare.replaceAll(/\sstyle="/g, ' data-style="'), "text/html");
  for (const each of parsed.querySelectorAll("meta[http-equiv]")) each.remove();
  frame.srcdoc = `<!doctype html>${parsed.documentElement.outerHTML}`;
  frame.addEventListener("load", () => {
    const [inner, view] = [frame.contentDocument!, frame.contentWindow as (Window & typeof globalThis) | null];
    if (view === null) return;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(styles.join("\n"));
    inner.adoptedStyleSheets = [sheet];
    styled(inner);
  });
  place.replaceChildren(
    el("h2", {}, say("ui.tab_report")),
    el("p", {}, say("ui.report_note")),
    el(
      "div",
      { class: "choices" },
      button(say("ui.print"), () => frame.contentWindow?.print(), { class: "main" }),
      button(say("ui.save_report"), () => saveFile(name, html, "text/html")),
    ),
    frame,
  );
}
