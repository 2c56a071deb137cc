// Runs the library: starts Python in WebAssembly and passes calls on. It has no network beyond its own files.

import { loadPyodide, type PyodideAPI } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";

import { unpacked } from "./parts";
import type { Part, Parts, Reply, Request } from "./messages";

type Call = (method: string, args: string) => string;

const LIBRARY = "/lib/python3.14/site-packages";
// These need packages that most visits never do: what reads spreadsheets and calendars.
const READS_FILES = new Set(["read"]);

// Pyodide takes a worker that can do this for one that cannot import modules; nothing is imported here.
self.importScripts = (): never => {
  throw new Error("nothing is imported");
};

let python: PyodideAPI | undefined;
let call: Call | undefined;
let parts: Parts | undefined;
let filesAreThere: Promise<void> | undefined;

async function whole(part: Part): Promise<ArrayBuffer> {
  return new Response(await unpacked(part)).arrayBuffer();
}

/** Puts the files of a bundle where Python imports from: the length of an index, the index, the files in its order. */
function unpack(to: PyodideAPI, bundle: ArrayBuffer): void {
  const length = new DataView(bundle).getUint32(0);
  const index = JSON.parse(new TextDecoder().decode(new Uint8Array(bundle, 4, length))) as [string, number][];
  const made = new Set<string>();
  let place = 4 + length;
  for (const [path, size] of index) {
    const folder = `${LIBRARY}/${path.slice(0, path.lastIndexOf("/"))}`;
    if (!made.has(folder)) {
      to.FS.mkdirTree(folder);
      made.add(folder);
    }
    to.FS.writeFile(`${LIBRARY}/${path}`, new Uint8Array(bundle, place, size));
    place += size;
  }
}

async function start(given: Parts, lock: string): Promise<void> {
  parts = given;
  const [standard, bundle] = [whole(given.stdlib), whole(given.core)];
  const wasm = unpacked(given.wasm).then((body) => new Response(body, { headers: { "content-type": "application/wasm" } }));
  const library = URL.createObjectURL(new Blob([await standard]));
  // Pyodide asks for two files by their addresses: both are here.
  const fetchFromAfar = self.fetch;
  self.fetch = async (asked: RequestInfo | URL): Promise<Response> => {
    const address = String(asked instanceof self.Request ? asked.url : asked);
    if (address.endsWith("pyodide.asm.wasm")) return wasm;
    if (address === library) return new Response(await standard);
    throw new Error(`nothing is fetched: ${address}`);
  };
  python = await loadPyodide({
    indexURL: "about:",
    createPyodideModule: createPyodideModule!,
    stdLibURL: library,
    lockFileContents: lock,
    packageBaseUrl: "about:",
    env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" },
  });
  self.fetch = fetchFromAfar;
  URL.revokeObjectURL(library);
  unpack(python, await bundle);
  call = python.runPython("from channelrules.faces.playground import Playground\nPlayground().call") as Call;
}

async function withFiles(): Promise<void> {
  unpack(python!, await whole(parts!.files));
  python!.runPython("import importlib\nimportlib.invalidate_caches()");
}

async function answer(asked: Request): Promise<string> {
  if ("start" in asked) {
    await start(asked.start, asked.lock);
    return "null";
  }
  if (READS_FILES.has(asked.method)) await (filesAreThere ??= withFiles());
  return call!(asked.method, asked.args);
}

self.onmessage = async (event: MessageEvent<Request>): Promise<void> => {
  const { id } = event.data;
  let reply: Reply;
  try {
    reply = { id, ok: await answer(event.data) };
  } catch (error) {
    // Python's errors print a megabyte here; the last line says what it was.
    const lines = String(error).trim().split("\n");
    reply = { id, broke: (lines.at(-1) ?? "").slice(0, 300) };
  }
  self.postMessage(reply);
};
