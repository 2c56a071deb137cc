// What the page and its worker say to each other.

/** Where a part of the bundle is: an address to fetch, or the bytes themselves in base64 inside the one file. */
export type Part = { url: string } | { base64: string };

/** The parts by name; each is compressed by gzip. */
export interface Parts {
  wasm: Part;
  stdlib: Part;
  core: Part;
  files: Part;
}

/** A request of the page: what the Python side is asked, with its arguments as JSON. */
export type Request =
  | { id: number; start: Parts; lock: string }
  | { id: number; method: string; args: string };

/** What the worker answers: JSON of the Python side, or what went wrong beneath it. */
export type Reply = { id: number; ok: string } | { id: number; broke: string };
