// Lights up what a name of the picture rests on and bears on; the search field does it for every name that matches.
document.addEventListener("DOMContentLoaded", () => {
  const picture = document.getElementById("picture-dependencies");
  if (!picture) return;
  const nodes = [...picture.querySelectorAll("a.node")];
  const edges = [...picture.querySelectorAll(".edge")];
  const field = document.getElementById("picture-search");
  const told = document.getElementById("picture-found");
  const reach = (names, from, to) => {
    const met = new Set(names);
    for (let grown = true; grown; ) {
      grown = false;
      for (const edge of edges) {
        if (met.has(edge.dataset[from]) && !met.has(edge.dataset[to])) {
          met.add(edge.dataset[to]);
          grown = true;
        }
      }
    }
    return met;
  };
  const light = (names) => {
    const ahead = reach(names, "from", "to");
    const behind = reach(names, "to", "from");
    picture.classList.toggle("choosing", names.length > 0);
    for (const node of nodes) node.classList.toggle("lit", ahead.has(node.dataset.name) || behind.has(node.dataset.name));
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      edge.classList.toggle("lit", (ahead.has(from) && ahead.has(to)) || (behind.has(from) && behind.has(to)));
    }
  };
  const searched = () => {
    const wanted = field.value.trim().toLowerCase();
    const names = wanted ? nodes.filter((node) => node.textContent.toLowerCase().includes(wanted)) : [];
    light(names.map((node) => node.dataset.name));
    told.textContent = wanted ? `${names.length} found` : "";
  };
  field.addEventListener("input", searched);
  for (const node of nodes) {
    node.addEventListener("mouseenter", () => light([node.dataset.name]));
    node.addEventListener("focus", () => light([node.dataset.name]));
    node.addEventListener("mouseleave", searched);
    node.addEventListener("blur", searched);
  }
});
