/* Completes what is typed in a search box, as a combobox (ARIA Authoring Practices).
   Nothing needs it: the box is a form like any other. */

const SHORTEST = 2;
const PATIENCE = 150;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’ʼ‘`´]/gu, "'").toLowerCase();

export default function complete(input) {
  const words = input.dataset;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let timer = 0;
  let request = null;
  let asked = "";

  list.id = `${input.id}-suggestions`;
  list.className = "plain suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.suggestionsLabel);
  list.hidden = true;
  status.className = "hide";
  status.setAttribute("role", "status");
  const form = input.form;
  form.classList.add("has-suggestions");
  form.append(list, status);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (number) => {
    active = number;
    list.childNodes.forEach((option, n) => option.setAttribute("aria-selected", String(n === number)));
    if (number < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.childNodes[number].id);
      list.childNodes[number].scrollIntoView({ block: "nearest" });
    }
  };

  const open = () => {
    list.replaceChildren(...options.map((option, n) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${n}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.append(option.label);
      if (option.kind) {
        const kind = document.createElement("small");
        kind.textContent = option.kind;
        item.append(" ", kind);
      }
      // The box keeps the focus: a press would take it away before the click.
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => { location.assign(option.url); });
      return item;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const say = () => {
    const many = options.length === 1 ? words.suggestionsOne : words.suggestionsMany.replace("#", options.length);
    status.textContent = options.length ? many : words.suggestionsNone;
  };

  const ask = async () => {
    const text = input.value.trim();
    if (plain(text) === asked && !list.hidden) return;
    asked = plain(text);
    request?.abort();
    if (text.length < SHORTEST) {
      options = [];
      status.textContent = "";
      close();
      return;
    }
    request = new AbortController();
    try {
      const url = new URL(words.suggestions, location.href);
      url.searchParams.set("q", text);
      const response = await fetch(url, { signal: request.signal, headers: { Accept: "application/json" } });
      if (!response.ok) return;
      options = (await response.json()).suggestions;
      if (document.activeElement === input) {
        open();
        say();
      }
    } catch (error) {
      // A newer question took its place, or the network is away: the form still works.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PATIENCE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!options.length) return;
      event.preventDefault();
      if (list.hidden) open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the box itself.
      const places = options.length + 1;
      choose(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(options[active].url);
    } else if (event.key === "Tab") {
      close();
    }
  });
  if (input.value.trim().length >= SHORTEST) asked = plain(input.value.trim());
}
