// The map, with a mouse, a finger or buttons: zoom, move, find a town. Without this file, the map and its list stay.
const STEP = 1.6, MAX = 8;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function start(root) {
  const svg = root.querySelector("svg");
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const marks = [...svg.querySelectorAll("[data-place]")];
  const rows = [...root.querySelectorAll("li[data-place]")];
  // Where each mark is drawn on the whole map, and where its town is: the closer the map, the nearer they are.
  const places = marks.map((mark) => {
    const [x, y] = mark.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
    const [atX, atY] = mark.dataset.at.split(" ").map(Number);
    return { mark, atX, atY, x: x - atX, y: y - atY };
  });
  const view = { x: 0, y: 0, scale: 1 };

  const draw = () => {
    const w = width / view.scale, h = height / view.scale;
    view.x = Math.min(Math.max(view.x, 0), width - w);
    view.y = Math.min(Math.max(view.y, 0), height - h);
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${w} ${h}`);
    // Marks keep their size on screen.
    const size = 1 / view.scale;
    for (const { mark, atX, atY, x, y } of places)
      mark.setAttribute("transform", `translate(${atX + x * size} ${atY + y * size}) scale(${size})`);
    out.disabled = whole.disabled = view.scale === 1;
    closer.disabled = view.scale >= MAX;
    svg.classList.toggle("place-map__svg--near", view.scale > 1);
  };
  const zoom = (factor, x = view.x + width / view.scale / 2, y = view.y + height / view.scale / 2) => {
    const scale = Math.min(MAX, Math.max(1, view.scale * factor)), ratio = view.scale / scale;
    view.x = x - (x - view.x) * ratio;
    view.y = y - (y - view.y) * ratio;
    view.scale = scale;
    draw();
  };
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    return [view.x + ((event.clientX - box.left) / box.width) * (width / view.scale),
            view.y + ((event.clientY - box.top) / box.height) * (height / view.scale)];
  };

  const tools = document.createElement("div");
  tools.className = "place-map__tools";
  const button = (sign, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.title = label;
    made.addEventListener("click", act);
    tools.append(made);
    return made;
  };
  const closer = button("+", root.dataset.zoomIn, () => zoom(STEP));
  const out = button("−", root.dataset.zoomOut, () => zoom(1 / STEP));
  const whole = button("⤢", root.dataset.reset, () => zoom(0));
  root.querySelector("figure").append(tools);

  // Move with the mouse or a finger once the map is closer; two fingers, or Ctrl and the wheel, zoom.
  const fingers = new Map();
  let moved = false;
  svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); moved = false; });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const others = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
    if (others.length === 1) {
      const distance = (finger) => Math.hypot(finger.clientX - others[0].clientX, finger.clientY - others[0].clientY);
      zoom(distance(event) / distance(before), ...point(event));
      moved = true;
    } else if (view.scale > 1) {
      const box = svg.getBoundingClientRect(), unit = width / view.scale / box.width;
      view.x -= (event.clientX - before.clientX) * unit;
      view.y -= (event.clientY - before.clientY) * unit;
      moved ||= Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) > 2;
      draw();
    }
    fingers.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(name, (event) => fingers.delete(event.pointerId));
  svg.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, ...point(event));
  }, { passive: false });

  // A town of the list shows itself on the map.
  for (const row of rows) {
    const mark = marks.find((other) => other.dataset.place === row.dataset.place);
    if (!mark) continue;
    const near = (on) => mark.classList.toggle("place-map__mark--near", on);
    for (const name of ["mouseenter", "focusin"]) row.addEventListener(name, () => { near(true); svg.append(mark); });
    for (const name of ["mouseleave", "focusout"]) row.addEventListener(name, () => near(false));
  }

  if (rows.length > 5) {
    const filter = document.createElement("p");
    filter.className = "place-map__filter";
    const input = document.createElement("input");
    input.className = "fr-input";
    input.type = "search";
    input.id = "place-map-filter";
    const label = document.createElement("label");
    label.htmlFor = input.id;
    label.textContent = root.dataset.filter;
    filter.append(label, input);
    root.querySelector(".place-map__list").prepend(filter);
    input.addEventListener("input", () => {
      const wanted = fold(input.value.trim()), kept = new Set();
      for (const row of rows) {
        row.hidden = !fold(row.textContent).includes(wanted);
        if (!row.hidden) kept.add(row.dataset.place);
      }
      for (const mark of marks) mark.toggleAttribute("hidden", !kept.has(mark.dataset.place));
    });
  }
  draw();
}

document.querySelectorAll("[data-place-map]").forEach(start);
