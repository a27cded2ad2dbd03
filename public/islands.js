const tag = document.querySelector("script[data-wasm]");
const module = await import(tag.dataset.script);
await module.default({ module_or_path: tag.dataset.wasm });
module.hydrate();

const waiting = [];

async function hydrate(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const name = node.tagName.toLowerCase();
  if (name === "leptos-island") {
    const start = module[node.dataset.component];
    waiting.at(-1)?.();
    await start?.(node);
  }
  if (name === "leptos-children") waiting.push(node.$$on_hydrate);
  for (const child of node.children) await hydrate(child);
  if (name === "leptos-children") waiting.pop();
}

await hydrate(document.body);
document.documentElement.dataset.hydrated = "";
