// The draft: what was answered so far, kept in this browser only, and forgotten when the person says so.

import { ask, state } from "./app";

const KEY = "channelrules draft";

export interface Kept {
  company: string;
  content: string;
  lang: string;
}

/** Keeps the session; where the browser keeps nothing, as in a private window, the page goes on without. */
export async function keepDraft(): Promise<void> {
  if (state.live === undefined) return;
  const { company, content } = await ask("draft", {});
  const kept: Kept = { company, content, lang: state.spoken.lang };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Full, or forbidden.
  }
}

/** Returns what was kept, if anything. */
export function keptDraft(): Kept | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const whole = typeof found === "object" && found !== null && "content" in found && "company" in found;
    return whole ? (found as Kept) : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets it. */
export function forgetDraft(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
