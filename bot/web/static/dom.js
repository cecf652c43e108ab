// Elements built by hand: text goes in as text and nothing is ever read as markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Links may lead to pages, phones and mail; anything else stays text.
export function safeLink(address) {
  try {
    const url = new URL(address);
    return ["https:", "http:", "tel:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

// The page's words, written by the server into a block of data; {name} is filled.
const WORDS = JSON.parse(document.getElementById("words").textContent);

export const LANGUAGE = document.documentElement.lang;
export const CHIPS = WORDS.chips;

export function say(key, values = {}) {
  const text = WORDS.texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
