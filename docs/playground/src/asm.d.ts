// Pyodide's engine has no types of its own: it is a function that `loadPyodide` calls.
declare module "pyodide/pyodide.asm.mjs" {
  const createPyodideModule: NonNullable<Parameters<typeof import("pyodide").loadPyodide>[0]>["createPyodideModule"];
  export default createPyodideModule;
}
