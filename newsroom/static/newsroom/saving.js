/* Saving goes on through ends of session, restarts of the server and cuts of the network: what fails is sent again,
   as the form is then, once the server answers and the same person is signed in. */
(function () {
  "use strict";
  var keeping = window.keeping;
  var form = keeping.form;
  var place = document.getElementById("keeping");
  /* How long a server that answers but cannot save is left alone, in milliseconds. */
  var AGAIN = 30000;
  var LONGEST = 15000;
  /* How late an editor of rich text writes into its field, at most. */
  var LAG = 500;
  var send = window.fetch.bind(window);
  var line = Promise.resolve();
  var token = null;
  /* What Wagtail reads after it saved a page for the first time: when that fails, it never saves by itself again. */
  var afterwards = null;
  var wake = function () {};

  function pause(delay) {
    return new Promise(function (done) {
      var timer = setTimeout(done, delay);
      wake = function () {
        clearTimeout(timer);
        done();
      };
    });
  }

  /* The token of a session that has ended opens nothing in the next one. */
  function renew(init) {
    if (!token || !init.headers) {
      return init;
    }
    var headers = new Headers(init.headers);
    if (headers.has("X-CSRFToken")) {
      headers.set("X-CSRFToken", token);
    }
    return Object.assign({}, init, { headers: headers });
  }

  /* "away", "ended", "other", or what the server says of who is signed in. */
  async function ask(age) {
    var query = new URLSearchParams({ address: new URL(form.action, location.href).pathname, age: age || "" });
    try {
      var response = await send(place.dataset.presence + "?" + query, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
        cache: "no-store",
        redirect: "manual",
      });
      if (response.type === "opaqueredirect" || response.status === 403) {
        return "ended";
      }
      if (!response.ok) {
        return "away";
      }
      var found = await response.json();
      return String(found.user) === place.dataset.user ? found : "other";
    } catch (error) {
      return "away";
    }
  }

  /* Wait until saving is possible again; `begun` is when a request left whose answer was lost. */
  async function recover(begun) {
    for (var delay = 1000; ; delay = Math.min(2 * delay, LONGEST)) {
      keeping.keep();
      var found = await ask(begun ? String(Math.ceil((performance.now() - begun) / 1000)) : "");
      if (typeof found === "object") {
        token = found.token;
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (field) {
          field.value = token;
        });
        if (found.saved) {
          adopt(found.saved);
        }
        keeping.say("");
        return;
      }
      if (keeping.said !== found) {
        keeping.say(found);
      }
      await pause(delay);
    }
  }

  /* The request was served, and its answer lost: what comes next is put on top of what it saved. */
  function adopt(found) {
    if (keeping.revision) {
      return;
    }
    form.action = found.url;
    history.replaceState(null, "", found.url);
    var values = { loaded_revision_id: found.revision, loaded_revision_created_at: found.created_at };
    Object.keys(values).forEach(function (name) {
      var field = form.elements[name];
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        form.prepend(field);
      }
      field.value = values[name];
    });
  }

  /* The fields of a long form weigh ten times what they say: they are sent packed, unless there are files. */
  async function pack(data, headers) {
    var fields = Array.from(data);
    if (!window.CompressionStream || fields.some((pair) => pair[1] instanceof File && pair[1].size)) {
      return data;
    }
    var texts = fields.filter((pair) => typeof pair[1] === "string");
    /* Ends of lines as a form sends them. */
    texts = texts.map((pair) => [pair[0], pair[1].replace(/\r?\n/g, "\r\n")]);
    var stream = new Blob([new URLSearchParams(texts)]).stream().pipeThrough(new CompressionStream("gzip"));
    headers.set("Content-Type", "application/gzip");
    return new Response(stream).arrayBuffer();
  }

  /* One automatic save, however long it takes; two are never under way, or the second would be refused as older. */
  async function save(init) {
    for (var failures = 0; ; ) {
      var data = new FormData(form);
      if (keeping.revision) {
        data.set("overwrite_revision_id", String(keeping.revision));
      }
      var begun = performance.now();
      var response = null;
      try {
        var request = Object.assign({}, renew(init));
        request.headers = new Headers(request.headers);
        request.headers.set("X-Requested-With", "XMLHttpRequest");
        request.body = await pack(data, request.headers);
        response = await send(form.action, request);
        var answer = await response.clone().json();
        finish(answer, data);
        return response;
      } catch (error) {
        /* No answer, or one that is none: a sign-in, a proxy's word, a page of error. */
        failures += response ? 1 : 0;
      }
      if (failures > 3) {
        keeping.keep();
        keeping.say("failing");
        setTimeout(() => form.dispatchEvent(new CustomEvent("w-unsaved:add")), AGAIN);
        return response;
      }
      await recover(response && response.status < 500 ? null : begun);
      if (failures > 1) {
        await pause(1000);
      }
    }
  }

  function finish(answer, data) {
    if (!answer.success) {
      keeping.keep();
      return;
    }
    keeping.revision = answer.revision_id;
    afterwards = answer.hydrate_url;
    if (answer.url) {
      form.action = answer.url;
    }
    var besides = answer.field_updates || {};
    var sent = keeping.read(data, besides);
    form.addEventListener(
      "w-autosave:success",
      function () {
        /* After Wagtail, which takes what the form holds now for what was saved; and once what was typed is in the form. */
        setTimeout(function compare() {
          if (performance.now() - (keeping.at || 0) < LAG) {
            setTimeout(compare, LAG);
          } else if (keeping.read(null, besides) !== sent) {
            form.dataset.wUnsavedForceValue = "true";
            keeping.keep();
          } else if (answer.trouble) {
            keeping.keep();
          } else {
            keeping.saved();
          }
        });
      },
      { once: true },
    );
    if (answer.trouble) {
      keeping.say("trouble", answer.trouble);
    } else if (keeping.said !== "offer") {
      keeping.say("");
    }
  }

  if (!form) {
    return;
  }
  window.fetch = function (input, init) {
    init = init || {};
    if (init.body instanceof FormData && init.headers && init.headers.Accept === "application/json") {
      line = line.then(function () {
        return save(init);
      });
      return line;
    }
    if (/^(PUT|PATCH|DELETE)$/i.test(init.method || "") || (afterwards && input === afterwards)) {
      return insist(input, init);
    }
    return send(input, renew(init));
  };

  /* What may be done twice is done until it is: the passages of a translation, reading. */
  async function insist(input, init) {
    for (;;) {
      try {
        var response = await send(input, renew(Object.assign({ redirect: "manual" }, init)));
        if (response.type !== "opaqueredirect" && response.status !== 403 && (init.method || response.ok)) {
          return response;
        }
        if (typeof (await ask()) === "object" && token) {
          return response;
        }
      } catch (error) {
        /* No answer. */
      }
      await recover();
    }
  }

  /* A form that is sent by a button leaves when it can arrive. */
  document.addEventListener("submit", async function (event) {
    if (event.target !== form || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    var button = event.submitter;
    if (button && button.name) {
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = button.name;
      field.value = button.value;
      form.appendChild(field);
    }
    await line.catch(function () {});
    await recover();
    keeping.keep();
    var key = keeping.held();
    if (key) {
      sessionStorage.setItem("keeping:sent", JSON.stringify({ key: key, from: location.pathname }));
    }
    HTMLFormElement.prototype.submit.call(form);
  });
  keeping.channel.addEventListener("message", function () {
    wake();
  });
  window.addEventListener("online", function () {
    wake();
  });
  document.addEventListener("visibilitychange", function () {
    wake();
  });
})();
