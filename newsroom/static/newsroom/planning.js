/* What nobody approved yet is dragged to another day; « Changer la date » does the same without a mouse. */
(function () {
  "use strict";

  var table = document.querySelector("[data-planning]");
  var form = document.querySelector("[data-planning-form]");
  if (!table || !form) {
    return;
  }
  var dragged = null;

  table.addEventListener("dragstart", function (event) {
    dragged = event.target.closest("[data-page]");
    if (dragged) {
      event.dataTransfer.setData("text/plain", dragged.dataset.page);
      event.dataTransfer.effectAllowed = "move";
    }
  });
  ["dragover", "dragleave", "drop"].forEach(function (name) {
    table.addEventListener(name, function (event) {
      var cell = event.target.closest("[data-day]");
      if (!dragged || !cell) {
        return;
      }
      cell.classList.toggle("day__over", name === "dragover");
      if (name !== "dragleave") {
        event.preventDefault();
      }
      if (name === "drop" && !cell.contains(dragged)) {
        form.action = table.dataset.planning.replace("/0/", "/" + dragged.dataset.page + "/");
        form.elements.day.value = cell.dataset.day;
        form.submit();
      }
    });
  });
})();
