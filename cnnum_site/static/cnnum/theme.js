/* Runs before the first paint: says that scripts run, and puts on the colours that the reader chose. */
(function () {
  var root = document.documentElement;
  var scheme = null;
  root.classList.add("js");
  try { scheme = localStorage.getItem("scheme"); } catch (error) { /* storage refused: the system's scheme */ }
  if (scheme !== "light" && scheme !== "dark") { scheme = "system"; }
  var dark = scheme === "dark" || (scheme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-fr-scheme", scheme);
  root.setAttribute("data-fr-theme", dark ? "dark" : "light");
})();
