/* Themes are chosen by typing: a field above the list keeps what has the words, Enter chooses the first. */
(function () {
  "use strict";

  var label = document.currentScript.dataset.label;

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function follow(select) {
    var field = document.createElement("input");
    field.type = "search";
    field.setAttribute("aria-label", label);
    field.placeholder = label;
    field.setAttribute("aria-controls", select.id);
    select.before(field);
    function find() {
      var words = fold(field.value).split(/\s+/);
      return Array.from(select.options).filter(function (option) {
        var text = fold(option.text);
        option.hidden = !words.every(function (word) { return text.includes(word); }) && !option.selected;
        return !option.hidden;
      });
    }
    field.addEventListener("input", find);
    field.addEventListener("keydown", function (event) {
      if (event.key !== "Enter") {
        return;
      }
      event.preventDefault();
      var first = field.value.trim() && find().find(function (option) { return !option.selected; });
      if (first) {
        first.selected = true;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        field.value = "";
        find();
      }
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("select[multiple][name*=theme], select[multiple][name*=keyword]").forEach(follow);
  });
})();
