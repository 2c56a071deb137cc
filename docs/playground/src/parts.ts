// The parts of the page: fetched from beside it, or inside it; unpacked either way.

import type { Part } from "./messages";

/** Returns a part unpacked, as a stream. */
export async function unpacked(part: Part): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const body = "url" in part ? await fetched(part.url) : new Blob([fromBase64(part.base64)]).stream();
  return body.pipeThrough(new DecompressionStream("gzip"));
}

async function fetched(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const found = await fetch(url);
  if (!found.ok || found.body === null) throw new Error(`${url}: ${found.status}`);
  return found.body;
}

function fromBase64(given: string): Uint8Array<ArrayBuffer> {
  const text = atob(given);
  const made = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) made[place] = text.charCodeAt(place);
  return made;
}
