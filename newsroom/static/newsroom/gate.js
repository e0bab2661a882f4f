/* What holds the publication back, kept fresh while a page is written; each problem leads to its field. */
(function () {
  "use strict";

  function refresh() {
    document.querySelectorAll("[data-gate]").forEach(function (gate) {
      fetch(gate.dataset.gateUrl, { headers: { "X-Requested-With": "XMLHttpRequest" }, credentials: "same-origin" })
        .then(function (response) {
          return response.ok ? response.text() : null;
        })
        .then(function (html) {
          /* The same list again is neither read aloud once more nor taken from under the mouse. */
          if (html !== null && html !== gate.gateShown) {
            gate.gateShown = html;
            gate.querySelector("[data-gate-body]").innerHTML = html;
            count(gate);
          }
        })
        .catch(function () {});
    });
  }

  /* The number stands on the panel's button, beside what Wagtail's own checks count. */
  function count(gate) {
    var found = gate.querySelector("[data-gate-count]");
    var toggle = document.querySelector('[data-side-panel-toggle="checks"]');
    if (!found || !toggle) {
      return;
    }
    var badge = toggle.querySelector(".gate__badge");
    if (!badge) {
      badge = document.createElement("span");
      badge.className = "gate__badge";
      toggle.appendChild(badge);
    }
    badge.textContent = found.dataset.gateCount;
    badge.hidden = found.dataset.gateCount === "0";
  }

  /* `body.<id>.alt` is three nested elements; what is not on the page (a closed window) stops the way. */
  function find(path) {
    var place = document.querySelector("#page-edit-form, [data-edit-form]") || document;
    path.split(".").forEach(function (name) {
      var next = name && place.querySelector('[data-contentpath="' + CSS.escape(name) + '"]');
      place = next || place;
    });
    return place === document || place.tagName === "FORM" ? null : place;
  }

  function show(target) {
    var tab = target.closest('[role="tabpanel"]');
    if (tab && tab.hidden) {
      var link = document.querySelector('[role="tab"][href="#' + tab.id + '"], [aria-controls="' + tab.id + '"]');
      if (link) {
        link.click();
      }
    }
    for (var panel = target; panel; panel = panel.parentElement) {
      if (panel.matches && panel.matches("[data-panel].collapsed, [data-panel]")) {
        var toggle = panel.querySelector(":scope > .w-panel__header [data-panel-toggle]");
        if (toggle && toggle.getAttribute("aria-expanded") === "false") {
          toggle.click();
        }
      }
    }
    target.scrollIntoView({ block: "center" });
    /* A block begins with the buttons that fold and move it: they are for want of anything to write in. */
    var field =
      target.querySelector("[data-sleeping]") ||
      target.querySelector('[contenteditable="true"], input:not([type="hidden"]), textarea, select') ||
      target.querySelector("button");
    if (field) {
      field.focus({ preventScroll: true });
    }
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-gate-field]");
    if (!link) {
      return;
    }
    event.preventDefault();
    var target = find(link.dataset.gateField);
    if (target) {
      show(target);
    }
  });
  document.addEventListener("w-autosave:success", refresh);
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-gate]").forEach(count);
  });
})();
