// A small renderer: html`…` makes a template, render() shows it in a container and changes
// only what differs the next time. Text is always text: nothing in a value becomes markup.
//
//   html`<li class="row ${kind}" .hidden=${x} ?disabled=${y} @click=${f}>${text or template or list}</li>`
//
// `name=${null}` leaves the attribute out, `.name` sets a property (of a lower-case name),
// `?name` is there or not, `@name` listens. The focus and the caret survive a redraw. While somebody composes a
// Chinese word in a field, the redraw waits: touching the page then would break the word.

const MARK = "§$";
const IN_ATTRIBUTE = /<[^<>]*[\s"'][^\s"'<>=/]+\s*=\s*(?:"[^"]*|'[^']*|[^\s"'<>=]*)$/;

// A template: the fixed text of its place in the source, and the values of this moment.
export const html = (strings, ...values) => ({ strings, values });

// A list whose entries keep their nodes when they change places.
export const keyed = (items, keyOf, templateOf) => ({
  keys: [...items].map((item, at) => keyOf(item, at)),
  entries: [...items].map((item, at) => templateOf(item, at)),
});

const prepared = new WeakMap();

// Turns the fixed text into a <template> and a list of the places for values: for each the
// number of its node in document order, and the attribute if it is one.
function prepare(strings) {
  if (prepared.has(strings)) return prepared.get(strings);
  let text = "";
  strings.forEach((piece, at) => {
    text += piece;
    if (at === strings.length - 1) return;
    text += IN_ATTRIBUTE.test(text) ? `${MARK}${at}${MARK}` : `<!--${MARK}${at}${MARK}-->`;
  });
  const template = document.createElement("template");
  template.innerHTML = text;
  const form = { template, places: findPlaces(template.content) };
  prepared.set(strings, form);
  return form;
}

const walker = (root) => document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);

function findPlaces(root) {
  const places = [];
  const walk = walker(root);
  for (let node = walk.nextNode(), at = 0; node; node = walk.nextNode(), at++) {
    if (node.nodeType === Node.COMMENT_NODE) {
      const found = node.data.split(MARK);
      if (found.length === 3) {
        places.push({ node: at, first: Number(found[1]) });
        node.data = "";
      }
      continue;
    }
    for (const attribute of [...node.attributes]) {
      const pieces = attribute.value.split(MARK);
      if (pieces.length === 1) continue;
      places.push({ node: at, first: Number(pieces[1]), name: attribute.name, texts: pieces.filter((_, i) => i % 2 === 0) });
      node.removeAttribute(attribute.name);
    }
  }
  return places;
}

// One shown template: its nodes and the parts that take the values.
class Piece {
  constructor({ strings }) {
    const { template, places } = prepare(strings);
    this.strings = strings;
    const fragment = document.importNode(template.content, true);
    const nodes = [];
    for (let walk = walker(fragment), node = walk.nextNode(); node; node = walk.nextNode()) nodes.push(node);
    this.parts = places.map((place) => (place.name ? attributePart(nodes[place.node], place) : new Slot(nodes[place.node], place)));
    this.parts.sort((a, b) => Boolean(a.late) - Boolean(b.late)); // a select takes its value after its options
    this.nodes = fragment;
  }

  update({ values }) {
    for (const part of this.parts) part.set(values.slice(part.first, part.first + part.count));
  }
}

const attributePart = (node, place) => {
  const sign = place.name[0];
  const part = sign === "@" ? new Listener(node, place) : new Attribute(node, place);
  if (sign === "." || sign === "?") part.put = sign === "." ? putProperty : putFlag;
  part.late = place.name === ".value";
  return part;
};

class Attribute {
  constructor(node, { first, name, texts }) {
    Object.assign(this, { node, first, name: name.replace(/^[.?]/, ""), texts, count: texts.length - 1, put: putAttribute });
  }

  set(values) {
    const whole = this.count === 1 && !this.texts[0] && !this.texts[1];
    this.put(whole ? values[0] : this.texts.reduce((text, piece, at) => text + (values[at - 1] ?? "") + piece));
  }
}

function putAttribute(value) {
  if (value === this.shown) return;
  this.shown = value;
  if (value === null || value === undefined || value === false) this.node.removeAttribute(this.name);
  else this.node.setAttribute(this.name, value);
}

function putFlag(value) {
  if (Boolean(value) !== this.node.hasAttribute(this.name)) this.node.toggleAttribute(this.name, Boolean(value));
}

// A property is compared with what stands there now, because people change it too.
function putProperty(value) {
  const text = this.name === "value" ? value ?? "" : value;
  if (this.node[this.name] !== text) this.node[this.name] = text;
}

class Listener {
  constructor(node, { first, name }) {
    Object.assign(this, { first, count: 1, run: null });
    node.addEventListener(name.slice(1), this);
  }

  set([run]) { this.run = run; }

  handleEvent(event) { if (this.run) this.run.call(event.currentTarget, event); }
}

// A place for text, a template or a list, in front of its comment node.
class Slot {
  constructor(end, { first }) {
    Object.assign(this, { end, first, count: 1, piece: null, text: null, slots: null, keys: [] });
  }

  set([value]) {
    if (value === null || value === undefined || value === false || value === "") this.clear();
    else if (Array.isArray(value)) this.setList(value.map((_, at) => at), value);
    else if (value.entries && value.keys) this.setList(value.keys, value.entries);
    else if (value.strings) this.setPiece(value);
    else this.setText(String(value));
  }

  setText(text) {
    if (!this.text) {
      this.clear();
      this.text = document.createTextNode(text);
      this.end.before(this.text);
    } else if (this.text.data !== text) {
      this.text.data = text;
    }
  }

  setPiece(value) {
    if (!this.piece || this.piece.strings !== value.strings) {
      this.clear();
      this.piece = new Piece(value);
      this.piece.update(value);
      this.piece.start = document.createComment("");
      this.end.before(this.piece.start, this.piece.nodes);
    } else {
      this.piece.update(value);
    }
  }

  setList(keys, entries) {
    if (!this.slots) {
      this.clear();
      this.slots = new Map();
    }
    const old = this.slots;
    this.slots = new Map();
    keys.forEach((key, at) => {
      const slot = old.get(key) || this.newEntry();
      old.delete(key);
      this.slots.set(key, slot);
      slot.set([entries[at]]);
    });
    for (const slot of old.values()) slot.remove();
    this.order();
  }

  // Every entry stands between two comments of its own.
  newEntry() {
    const start = document.createComment("");
    const end = document.createComment("");
    this.end.before(start, end);
    const slot = new Slot(end, { first: 0 });
    slot.start = start;
    return slot;
  }

  // Puts the entries in order from the last to the first; one that stands right stays.
  order() {
    let next = this.end;
    for (const slot of [...this.slots.values()].reverse()) {
      if (slot.end.nextSibling !== next) {
        for (const node of slot.nodes()) next.before(node);
      }
      next = slot.start;
    }
  }

  // The nodes of an entry with its two comments.
  nodes() {
    const nodes = [];
    for (let node = this.start; node !== this.end; node = node.nextSibling) nodes.push(node);
    return [...nodes, this.end];
  }

  remove() { for (const node of this.nodes()) node.remove(); }

  clear() {
    if (this.text) this.text.remove();
    if (this.slots) for (const slot of this.slots.values()) slot.remove();
    if (this.piece) this.removePiece();
    Object.assign(this, { piece: null, text: null, slots: null });
  }

  removePiece() {
    for (let node = this.piece.start; node !== this.end;) {
      const next = node.nextSibling;
      node.remove();
      node = next;
    }
  }
}

const roots = new WeakMap();

function openRoot(container) {
  container.textContent = "";
  const end = document.createComment("");
  container.append(end);
  const root = { slot: new Slot(end, { first: 0 }), composing: false, waiting: null };
  container.addEventListener("compositionstart", () => { root.composing = true; });
  container.addEventListener("compositionend", () => {
    root.composing = false;
    if (root.waiting) Promise.resolve().then(() => root.waiting && render(container, root.waiting));
  });
  roots.set(container, root);
  return root;
}

// Shows the template in the container, in place of what it held before the first time.
export function render(container, template) {
  const root = roots.get(container) || openRoot(container);
  if (root.composing && container.contains(document.activeElement)) {
    root.waiting = template;
    return;
  }
  Object.assign(root, { waiting: null, composing: false });
  keepFocus(container, () => root.slot.set([template]));
}

// Moving a node takes the focus from it; this gives it back with the caret.
function keepFocus(container, change) {
  const held = document.activeElement;
  if (!held || held === document.body || !container.contains(held)) {
    change();
    return;
  }
  const caret = caretOf(held);
  change();
  if (document.activeElement === held || !held.isConnected) return;
  held.focus({ preventScroll: true });
  if (caret) held.setSelectionRange(...caret);
}

function caretOf(field) {
  try {
    return field.selectionStart === null || field.selectionStart === undefined ? null : [field.selectionStart, field.selectionEnd];
  } catch (err) {
    return null; // a field without a caret
  }
}
