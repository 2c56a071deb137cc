// What every part of the page shares: the words, the company's verdicts, and how the library is asked.

import { Broken, call } from "./engine";
import type { Asking, Live, Methods, Refusal, Result, Spoken } from "./protocol";

export { Broken };

/** The library refused something, and says why in the person's language. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

export interface State {
  spoken: Spoken;
  live: Live | undefined;
  asking: Asking | undefined;
  /** The channel that is looked at in the tabs; null for the company. */
  subject: string | null;
}

export const state = { subject: null } as State;

/** Returns a text of the page in its language. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const text = state.spoken.labels[key];
  if (text === undefined) throw new Error(`there is no text '${key}'`);
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Returns a number as the language writes it. */
export function number(value: number): string {
  return value.toLocaleString(state.spoken.lang, { maximumFractionDigits: 2 });
}

/** Asks the library; throws `Refused` where it says no. */
export async function ask<Method extends keyof Methods>(
  method: Method,
  given: Methods[Method]["arguments"],
): Promise<Methods[Method]["answer"]> {
  const result = await call<Result<Method>>(method, given);
  if ("refused" in result) throw new Refused(result.refused);
  return result.answer;
}
