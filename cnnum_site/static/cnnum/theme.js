/* Runs before the first paint: says that scripts run, and puts on the colours that the reader chose. */
(function () {
  var root = document.documentElement;
  var scheme = null;
  root.classList.add("js");
  function wear() {
    if (scheme !== "light" && scheme !== "dark") { scheme = "system"; }
    var dark = scheme === "dark" || (scheme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.setAttribute("data-fr-scheme", scheme);
    root.setAttribute("data-fr-theme", dark ? "dark" : "light");
  }
  try { scheme = localStorage.getItem("scheme"); } catch (error) { /* storage refused: the system's scheme */ }
  wear();
  document.addEventListener("scheme", function (event) {
    scheme = event.detail;
    try { localStorage.setItem("scheme", scheme); } catch (error) { /* for this page only */ }
    wear();
  });
})();
