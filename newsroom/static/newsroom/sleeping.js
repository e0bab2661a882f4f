/* A long page has hundreds of rich texts: each gets its editor when it comes near the screen, or is used. */
(function () {
  "use strict";
  if (!window.draftail || !window.telepath || !window.IntersectionObserver) {
    return;
  }
  var MARGIN = "600px";
  var watcher = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          entry.target.wake();
        }
      });
    },
    { rootMargin: MARGIN },
  );

  /* The words of a text, as they stand until its editor is there. */
  function show(value, place) {
    var content = JSON.parse(value);
    ((content && content.blocks) || []).forEach(function (block) {
      var line = document.createElement("p");
      line.textContent = block.text;
      place.appendChild(line);
    });
  }

  class Sleeper extends window.draftail.DraftailRichTextArea {
    render(container, name, id, state, capabilities, options) {
      var draw = super.render.bind(this);
      /* Comments find their words in an editor. */
      if (typeof state !== "string" || state.includes('"COMMENT')) {
        return draw(container, name, id, state, capabilities, options);
      }
      var input = document.createElement("input");
      input.type = "hidden";
      input.id = id;
      input.name = name;
      input.value = state;
      var place = document.createElement("div");
      place.className = "sleeping";
      place.tabIndex = 0;
      place.dataset.sleeping = "";
      place.setAttribute("role", "textbox");
      show(state, place);
      container.append(input, place);
      var asleep = this.getByName(name, container);
      var awake = null;

      function wake() {
        if (!awake) {
          watcher.unobserve(place);
          var value = input.value;
          var isFocused = document.activeElement === place;
          place.remove();
          input.remove();
          awake = draw(container, name, id, value, capabilities, options);
          if (isFocused) {
            awake.input.draftailEditor.focus();
          }
        }
        return awake;
      }

      place.wake = wake;
      place.addEventListener("focus", wake);
      watcher.observe(place);
      return {
        get input() {
          return (awake || asleep).input;
        },
        getValue: () => (awake || asleep).getValue(),
        getTextLabel: (opts) => (awake || asleep).getTextLabel(opts),
        setInvalid: (invalid) => wake().setInvalid(invalid),
        getState: () => wake().getState(),
        setState: (next) => wake().setState(next),
        focus: () => wake().focus(),
        setCapabilityOptions: function (capability, opts) {
          if (awake) {
            awake.setCapabilityOptions(capability, opts);
          } else {
            Object.assign(capabilities.get(capability), opts);
          }
        },
      };
    }
  }
  window.telepath.register("wagtail.widgets.DraftailRichTextArea", Sleeper);
})();
