/* What is typed in a form of the admin is kept in this browser until the server has it: per person, form and window.
   On return, what was kept is offered, and shown by the form itself. How the form is saved: saving.js. */
(function () {
  "use strict";
  var place = document.getElementById("keeping");
  var form = document.querySelector('[data-edit-form], #main form[novalidate][method="post" i]');
  var channel = new BroadcastChannel("keeping");
  var MONTH = 30 * 24 * 3600 * 1000;
  var RESUME = "resume-kept";
  var prefix = "kept:" + place.dataset.user + ":";
  var own = Date.now().toString(36) + Math.random().toString(36).slice(2);
  var held = null;
  var timer = null;
  var cost = 0;
  var written = new Set();
  var isTouched = false;
  var isWatched = false;

  /* Whoever signs in, in whatever window, is a good news for the editors that wait. */
  channel.postMessage("present");
  if ("close" in place.dataset) {
    window.close();
  }

  var keeping = (window.keeping = { form: form, channel: channel, say: say, read: read, keep: keep, saved: saved, held: () => held });
  /* What was typed a moment ago is not even kept yet. */
  keeping.isSaved = () => !isTouched && !held;

  /* One thing is said at a time; "" says nothing more. */
  function say(name, words) {
    place.querySelectorAll("[data-keeping]").forEach(function (line) {
      line.hidden = line.dataset.keeping !== name;
      if (!line.hidden && words !== undefined) {
        line.querySelector("[data-keeping-words]").textContent = words;
      }
    });
    keeping.said = name;
    place.hidden = !name;
  }

  function getPath() {
    return new URL(form.action, location.href).pathname;
  }

  /* The fields of the form as [name, value]: files are not kept, nor is the token of the session. */
  function list(data) {
    return Array.from(data).filter(function (pair) {
      return typeof pair[1] === "string" && pair[0] !== "csrfmiddlewaretoken" && pair[0] !== RESUME;
    });
  }

  /* An editor of rich text writes into its field a quarter of a second later: now, for all that was written in. */
  function flush() {
    written.forEach((editor) => editor.saveState && editor.saveState());
    written.clear();
  }

  /* What was written, to be compared: without what the server writes itself after it saved (`besides`). */
  function read(data, besides) {
    if (!data) {
      flush();
    }
    return JSON.stringify(
      list(data || new FormData(form)).filter(function (pair) {
        return !/^(loaded_revision|overwrite_revision|next$|comments-)/.test(pair[0]) && !(besides && pair[0] in besides);
      }),
    );
  }

  function forget() {
    if (held) {
      localStorage.removeItem(held);
      held = null;
    }
  }

  function keep() {
    clearTimeout(timer);
    timer = null;
    if (!isTouched) {
      return;
    }
    var begun = performance.now();
    flush();
    var fields = list(new FormData(form));
    if (keeping.revision) {
      fields.push(["overwrite_revision_id", String(keeping.revision)]);
    }
    var key = prefix + getPath() + "#" + own;
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fields }));
      if (held !== key) {
        forget();
        held = key;
      }
    } catch (error) {
      say("full");
    }
    cost = performance.now() - begun;
  }

  /* The server has everything that the form holds. */
  function saved() {
    isTouched = false;
    forget();
  }

  /* The editor of rich text that a place belongs to; {} of anything else. */
  function findEditor(place) {
    for (; place && place !== form; place = place.parentNode) {
      for (var field of place.parentNode.querySelectorAll(":scope > input[type=hidden]")) {
        if (field.draftailEditor) {
          return field.draftailEditor;
        }
      }
    }
    return {};
  }

  function touch(event) {
    isTouched = true;
    keeping.at = performance.now();
    if (event && event.target.isContentEditable) {
      written.add(findEditor(event.target));
    }
    if (!isWatched && form.dataset.wUnsavedForceValue === "false") {
      /* Wagtail reads a form two seconds after it is shown: what is written before would never be saved by itself. */
      form.dataset.wUnsavedForceValue = "true";
    }
    if (timer === null) {
      timer = setTimeout(keep, Math.min(1000, 4 * cost));
    }
  }

  /* What became of the form that this window sent by its button: an answer that leads elsewhere says that it is saved. */
  function settle() {
    var sent = JSON.parse(sessionStorage.getItem("keeping:sent") || "null");
    sessionStorage.removeItem("keeping:sent");
    if (!sent) {
      return;
    }
    var visit = performance.getEntriesByType("navigation")[0];
    var from = document.referrer && new URL(document.referrer).pathname;
    if (visit && visit.redirectCount && from === sent.from && !document.querySelector(".messages .error")) {
      localStorage.removeItem(sent.key);
    } else if (form && location.pathname === sent.from && !visit.redirectCount) {
      adopt(sent.key);
    }
  }

  /* This form shows what was kept under this key: it is kept here from now on. */
  function adopt(key) {
    if (localStorage.getItem(key)) {
      held = key;
      isTouched = true;
      own = key.split("#")[1];
    }
  }

  function find() {
    var keys = Object.keys(localStorage).filter(function (key) {
      return key.startsWith("kept:");
    });
    keys.forEach(function (key) {
      if (Date.now() - JSON.parse(localStorage.getItem(key)).at > MONTH) {
        localStorage.removeItem(key);
      }
    });
    return keys.filter(function (key) {
      return key.startsWith(prefix + getPath() + "#") && key !== held && localStorage.getItem(key);
    });
  }

  function offer() {
    var found = find().sort(function (one, other) {
      return JSON.parse(localStorage.getItem(other)).at - JSON.parse(localStorage.getItem(one)).at;
    });
    if (!found.length) {
      return say("");
    }
    keeping.offered = found[0];
    var moment = new Date(JSON.parse(localStorage.getItem(found[0])).at);
    say("offer", moment.toLocaleString(document.documentElement.lang || "fr", { dateStyle: "long", timeStyle: "short" }));
  }

  /* The server shows the text in the form, as it was sent, and saves nothing. */
  function resume() {
    var post = document.createElement("form");
    var fields = JSON.parse(localStorage.getItem(keeping.offered)).fields;
    fields.push([RESUME, "1"], ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value]);
    fields.forEach(function (pair) {
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = pair[0];
      field.value = pair[1];
      post.appendChild(field);
    });
    post.method = "post";
    post.enctype = "multipart/form-data";
    post.action = form.action;
    document.body.appendChild(post);
    sessionStorage.setItem("keeping:sent", JSON.stringify({ key: keeping.offered, from: location.pathname }));
    HTMLFormElement.prototype.submit.call(post);
  }

  settle();
  if (!form) {
    return;
  }
  place.addEventListener("click", function (event) {
    var act = event.target.dataset.keepingAct;
    if (act === "sign-in") {
      window.open(place.dataset.signIn, "keeping", "width=560,height=760");
    } else if (act === "resume") {
      resume();
    } else if (act === "abandon") {
      localStorage.removeItem(keeping.offered);
      offer();
    }
  });
  ["input", "beforeinput", "change", "paste", "cut", "drop"].forEach(function (name) {
    form.addEventListener(name, (event) => event.isTrusted && touch(event), true);
  });
  /* Blocks that are moved, things that are chosen: Wagtail sees them a little later. */
  form.addEventListener("w-unsaved:add", () => touch());
  var isUnsaved = form.dataset.wUnsavedForceValue === "true";
  if (isUnsaved) {
    /* Shown with what is not saved: told so from the beginning, Wagtail would watch nothing afterwards. */
    form.dataset.wUnsavedForceValue = "false";
    isTouched = true;
  }
  form.addEventListener("w-unsaved:watch-edits", function () {
    isWatched = true;
    if (isUnsaved) {
      isUnsaved = false;
      form.dataset.wUnsavedForceValue = "true";
    }
  });
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
  offer();
})();
