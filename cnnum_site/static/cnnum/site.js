/* Small comforts. Nothing on the site needs them: every page works without this file. */

/* The plan follows the reading. */
const links = new Map();
for (const link of document.querySelectorAll(".plan a[href*='#']")) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (target) links.set(target, link);
}
if (links.size) {
  const mark = () => {
    let current = null;
    for (const target of links.keys()) {
      if (target.getBoundingClientRect().top < innerHeight / 3) current = target;
    }
    for (const [target, link] of links) {
      if (target === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -60% 0px", threshold: [0, 1] });
  for (const target of links.keys()) observer.observe(target);
}

/* Copying a reference or an address: the button exists only where it works. */
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.textContent.trim().replace(/\s+/g, " "));
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2500);
    });
  }
}

/* The display settings: a dialog that is made when it is asked for. */
for (const button of document.querySelectorAll(".footer-display")) {
  let dialog = null;
  const make = () => {
    document.body.append(document.getElementById("display-settings").content.cloneNode(true));
    dialog = document.body.lastElementChild;
    dialog.querySelector("button").addEventListener("click", () => dialog.close());
    for (const radio of dialog.querySelectorAll("input")) {
      radio.checked = radio.value === document.documentElement.dataset.frScheme;
      radio.addEventListener("change", () => document.dispatchEvent(new CustomEvent("scheme", { detail: radio.value })));
    }
  };
  button.addEventListener("click", () => {
    if (!dialog) make();
    dialog.showModal();
  });
}

/* On paper everything is open. */
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) details.open = true;
});

/* On a phone the menu and the search box open as dialogs: each is named by its button. */
for (const button of document.querySelectorAll(".fr-header__navbar [aria-controls]")) {
  document.getElementById(button.getAttribute("aria-controls")).setAttribute("aria-labelledby", button.id);
}

/* An extract opens at its own words, in browsers that can go there; others open its page or its heading. */
if (document.fragmentDirective) {
  for (const link of document.querySelectorAll("a[data-words]")) {
    // As it is written: an address with a host would be marked as external.
    link.setAttribute("href", `${link.getAttribute("href")}${link.hash ? "" : "#"}:~:text=${link.dataset.words}`);
  }
}

/* A search box completes what is typed: its script comes when the box is first used. */
for (const input of document.querySelectorAll("input[data-suggestions]")) {
  input.addEventListener("focus", async () => {
    (await import(input.dataset.suggestionsScript)).default(input);
  }, { once: true });
}
