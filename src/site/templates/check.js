// The reader's own check: the archive's very matcher, compiled for browsers. It asks nothing of any other computer.
(() => {
  "use strict";
  const archive = window.quoteproofArchive;
  const at = id => document.getElementById(id);
  const bytesOf = text => new TextEncoder().encode(text);
  let module, running;

  const script = name => new Promise((done, failed) => {
    const made = document.createElement("script");
    made.src = name;
    made.onload = done;
    made.onerror = () => failed(new Error(`${name} cannot be loaded`));
    document.head.append(made);
  });

  // The module is large: it is loaded when somebody asks for something.
  const compile = async () => {
    await script("check-module.js");
    const bytes = Uint8Array.from(atob(window.quoteproofModule), letter => letter.charCodeAt(0));
    if (bytes[0] !== 0x1f) return WebAssembly.compile(bytes);
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(unpacked).arrayBuffer());
  };

  // A crate that writes archives would take random numbers from JavaScript; here nothing is written, and nothing given.
  const nothing = () => {
    const given = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      (given[from] ??= {})[name] = () => { throw new Error(`there is no ${name}`); };
    }
    return given;
  };

  const start = async () => {
    module ??= await compile();
    running = (await WebAssembly.instantiate(module, nothing())).exports;
    return send({ do: "archive" }, bytesOf(JSON.stringify(archive)));
  };

  const send = (request, bytes) => {
    const { take, give, ask, memory } = running;
    const put = data => {
      const place = take(data.length);
      new Uint8Array(memory.buffer, place, data.length).set(data);
      return [place, data.length];
    };
    let answer;
    try {
      const told = ask(...put(bytesOf(JSON.stringify(request))), ...put(bytes));
      const length = new DataView(memory.buffer).getUint32(told, true);
      answer = JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, told + 4, length)));
      give(told, length + 4);
    } catch (error) {
      // What it has in memory is of no use any more: the next question starts it anew.
      running = undefined;
      throw new Error(`the checker stopped (${error.message})`);
    }
    if (answer.error) throw new Error(answer.error);
    return answer;
  };

  const ask = async (request, bytes = new Uint8Array()) => {
    const note = running ? "" : (await start()).status;
    const answer = send(request, bytes);
    if (note) answer.status += ` ${note}`;
    return answer;
  };
  // The tests ask the same module, on the same way.
  window.quoteproofAsk = ask;

  // Text is only ever text here.
  const build = ([name, attributes, children]) => {
    const made = document.createElement(name);
    for (const [key, value] of attributes) made.setAttribute(key, value);
    made.append(...children.map(child => typeof child === "string" ? child : build(child)));
    return made;
  };

  let busy = false;
  const task = (name, work) => async event => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const [status, result] = [at(`${name}-status`), at(`${name}-result`)];
    result.replaceChildren();
    status.textContent = "Looking …";
    await new Promise(done => setTimeout(done, 30));
    try {
      const view = await work();
      result.append(...view.nodes.map(build));
      status.textContent = view.status;
    } catch (error) {
      status.textContent = `This could not be checked: ${error.message}.`;
    }
    busy = false;
  };

  if (!archive || !window.WebAssembly || !window.DecompressionStream) {
    at("unable").hidden = false;
    return;
  }
  for (const source of archive.documents) {
    for (const id of ["where", "which"]) at(id).add(new Option(source.title, source.id));
  }
  at("tools").hidden = false;

  at("seek").addEventListener("submit", task("seek", () => {
    const quote = at("quote").value.trim();
    if (!quote) return { status: "There is nothing to look for yet: paste a quotation.", nodes: [] };
    return ask({ do: "seek", quote, document: at("where").value || null });
  }));

  const compare = task("compare", async () => {
    const [file] = at("file").files;
    if (!file) return { status: "There is no file yet: choose one, or drop it here.", nodes: [] };
    const request = { do: "compare", name: file.name, document: at("which").value || null };
    return ask(request, new Uint8Array(await file.arrayBuffer()));
  });
  const form = at("compare");
  form.addEventListener("submit", compare);
  at("file").addEventListener("change", compare);
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, event => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) {
        at("file").files = event.dataTransfer.files;
        compare(event);
      }
    });
  }
})();
