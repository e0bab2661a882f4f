/* Comforts of reading: notes in place, links that copy themselves. Every page works without this file. */

/* A note is read where it is called; without this, its number leads to the foot of the text. */
function readNotesInPlace(text) {
  const bubble = document.createElement("div");
  bubble.popover = "auto";
  bubble.className = "note-bubble";
  bubble.tabIndex = -1;
  bubble.setAttribute("role", "dialog");
  text.append(bubble);
  const place = (call) => {
    const box = call.getBoundingClientRect();
    bubble.style.left = `${Math.max(16, Math.min(box.left - 32, innerWidth - bubble.offsetWidth - 16))}px`;
    const below = box.bottom + 8;
    bubble.style.top = `${below + bubble.offsetHeight < innerHeight ? below : Math.max(8, box.top - bubble.offsetHeight - 8)}px`;
  };
  text.addEventListener("click", (event) => {
    const call = event.target.closest(".cn-note-call");
    const note = call && document.getElementById(call.hash.slice(1));
    if (!note || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const words = document.createElement("div");
    words.append(...note.cloneNode(true).childNodes);
    for (const back of words.querySelectorAll(".notes__back")) back.remove();
    const close = document.createElement("button");
    close.type = "button";
    close.className = "fr-btn fr-btn--sm fr-btn--tertiary-no-outline";
    close.textContent = text.dataset.close;
    close.addEventListener("click", () => bubble.hidePopover());
    const foot = document.createElement("a");
    foot.href = call.hash;
    foot.textContent = text.dataset.foot;
    foot.addEventListener("click", () => bubble.hidePopover());
    const actions = document.createElement("p");
    actions.className = "note-bubble__actions";
    actions.append(foot, close);
    bubble.replaceChildren(words, actions);
    bubble.setAttribute("aria-label", call.getAttribute("aria-label"));
    call.focus();
    bubble.showPopover();
    place(call);
    bubble.focus({ preventScroll: true });
  });
}

if ("popover" in HTMLElement.prototype) {
  for (const text of document.querySelectorAll("[data-foot]")) {
    if (text.querySelector(".cn-note-call")) readNotesInPlace(text);
  }
}

/* A permanent link copies itself, and says so; without this, it is followed. */
if (navigator.clipboard && document.querySelector("a[data-share]")) {
  const status = document.createElement("p");
  status.className = "hide";
  status.setAttribute("role", "status");
  document.body.append(status);
  for (const link of document.querySelectorAll("a[data-share]")) {
    const words = link.firstChild;
    const before = words.textContent;
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      await navigator.clipboard.writeText(link.href);
      words.textContent = link.dataset.share;
      status.textContent = link.dataset.share;
      history.replaceState(null, "", link.hash);
      setTimeout(() => { words.textContent = before; status.textContent = ""; }, 2500);
    });
  }
}
