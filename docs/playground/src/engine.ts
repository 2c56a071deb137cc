// The library as the page sees it: calls go to the worker in order, answers come back as data.

import { unpacked } from "./parts";
import type { Part, Parts, Reply, Request } from "./messages";
import type { Spoken } from "./protocol";

interface Setting {
  parts: Parts;
  worker: Part;
  lock: string;
  /** The words of the page and the networks, in every language: the page is there before the library is. */
  spoken: Record<string, Spoken>;
  /** The worker that keeps the page for offline; none in the one file. */
  offline: string | null;
}

export const setting = JSON.parse(document.getElementById("setting")!.textContent!) as Setting;

/** Something beneath the library broke: the browser lacks something, or a file of the page could not be had. */
export class Broken extends Error {}

type Unnumbered = Request extends infer Each ? (Each extends unknown ? Omit<Each, "id"> : never) : never;

const waiting = new Map<number, (reply: Reply) => void>();
let last = 0;
let worker: Worker | undefined;

/** Starts the library; resolves when it answers. */
export async function start(): Promise<void> {
  // A worker made of a blob is held to the policy of this page; one that is fetched would bring its own, or none.
  const code = await new Response(await unpacked(setting.worker)).blob();
  worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  worker.onmessage = (event: MessageEvent<Reply>): void => {
    waiting.get(event.data.id)?.(event.data);
    waiting.delete(event.data.id);
  };
  worker.onerror = (event): void => {
    event.preventDefault();
    for (const [id, settle] of waiting) settle({ id, broke: event.message || "the worker did not start" });
    waiting.clear();
  };
  await ask({ start: absolute(setting.parts), lock: setting.lock });
}

/** Asks the Python side; what it refuses is part of its answer, only what breaks beneath it is thrown. */
export async function call<Answer>(method: string, given: object = {}): Promise<Answer> {
  return JSON.parse(await ask({ method, args: JSON.stringify(given) })) as Answer;
}

function ask(asked: Unnumbered): Promise<string> {
  const id = (last += 1);
  return new Promise((resolve, reject) => {
    waiting.set(id, (reply) => ("ok" in reply ? resolve(reply.ok) : reject(new Broken(reply.broke))));
    worker!.postMessage({ ...asked, id });
  });
}

function absolute(parts: Parts): Parts {
  const made = Object.entries(parts).map(([name, part]: [string, Part]) => [
    name,
    "url" in part ? { url: new URL(part.url, document.baseURI).href } : part,
  ]);
  return Object.fromEntries(made) as Parts;
}
