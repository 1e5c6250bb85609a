"use strict";
// Checks the signed form of a label: COSE_Sign1 (RFC 9052) over deterministic CBOR (RFC 8949 section 4.2), as base32.
// The rules are those of fourfold.certification.credentials.compact; tests run both on the same texts.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const by = id => document.getElementById(id);
  const MOST_BYTES = 200, MOST_CHARACTERS = 2000, MOST_DEPTH = 8, LATEST = 253402214400n;
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  class Unreadable extends Error {}
  const demand = holds => { if (!holds) throw new Unreadable(); };

  function decode(text) {
    demand(text.length <= MOST_CHARACTERS);
    const form = text.trim().split("#").pop();
    demand(form.length > 0 && ![1, 3, 6].includes(form.length % 8));
    const bytes = [];
    let buffer = 0, bits = 0;
    for (const sign of form) {
      const value = ALPHABET.indexOf(sign);
      demand(value >= 0);
      buffer = (buffer << 5 | value) & 0xfff;
      bits += 5;
      if (bits >= 8) { bits -= 8; bytes.push(buffer >> bits & 255); }
    }
    demand(bytes.length <= MOST_BYTES && (buffer & (1 << bits) - 1) === 0);
    return Uint8Array.from(bytes);
  }

  // One item after the other; integers as BigInt, maps as Map, a tag as {tag, value}.
  function readCbor(bytes) {
    let at = 0;
    const take = count => {
      demand(count <= BigInt(bytes.length - at));
      at += Number(count);
      return bytes.slice(at - Number(count), at);
    };
    const number = part => part.reduce((sum, byte) => sum << 8n | BigInt(byte), 0n);
    const head = () => {
      const first = take(1n)[0], major = first >> 5, short = first & 31;
      demand(major < 7 && short < 28);
      if (short < 24) return [major, BigInt(short)];
      const width = 1 << short - 24, count = number(take(BigInt(width)));
      demand(count >= (width === 1 ? 24n : 1n << BigInt(4 * width)));
      return [major, count];
    };
    const smaller = (a, b) => {
      for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] < b[i];
      return a.length < b.length;
    };
    const item = depth => {
      demand(depth > 0);
      const [major, count] = head();
      if (major === 0) return count;
      if (major === 1) return -1n - count;
      if (major === 2) return take(count);
      if (major === 3) return utf8(take(count));
      if (major === 6) return {tag: count, value: item(depth - 1)};
      demand(count <= BigInt(bytes.length - at));
      if (major === 4) return Array.from({length: Number(count)}, () => item(depth - 1));
      const found = new Map();
      let before = new Uint8Array();
      for (let i = 0n; i < count; i++) {
        const start = at, key = item(1), spelled = bytes.slice(start, at);
        demand(typeof key === "bigint" && smaller(before, spelled));
        before = spelled;
        found.set(Number(key), item(depth - 1));
      }
      return found;
    };
    const value = item(MOST_DEPTH);
    demand(at === bytes.length);
    return value;
  }

  function utf8(bytes) {
    try { return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes); } catch { throw new Unreadable(); }
  }

  const isBytes = (value, length) => value instanceof Uint8Array && (length === undefined || value.length === length);
  const isText = value => typeof value === "string" && value.trim() === value && value !== "" &&
    !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u.test(value);
  const isWithin = (value, low, high) => typeof value === "bigint" && value >= low && value <= high;
  const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");

  function bstr(bytes) {
    return [...(bytes.length < 24 ? [0x40 | bytes.length] : [0x58, bytes.length]), ...bytes];
  }

  function read(text) {
    const outer = readCbor(decode(text));
    demand(outer.tag === 18n && Array.isArray(outer.value) && outer.value.length === 4);
    const [protectedBytes, unprotectedMap, payload, signature] = outer.value;
    demand(isBytes(protectedBytes) && unprotectedMap instanceof Map && unprotectedMap.size === 0);
    demand(isBytes(payload) && isBytes(signature, 64));
    const header = readCbor(protectedBytes);
    demand(header instanceof Map && header.size === 2 && header.has(1) && isBytes(header.get(4), 8));
    demand(header.get(1) === -8n || header.get(1) === -7n);
    const signature1 = new TextEncoder().encode("Signature1");
    const message = Uint8Array.from([0x84, 0x6a, ...signature1, ...bstr(protectedBytes), 0x40, ...bstr(payload)]);
    return {...content(readCbor(payload)), algorithm: Number(header.get(1)), key: hex(header.get(4)), signature, message};
  }

  function content(values) {
    demand(values instanceof Map && values.size === 9 && [...values.keys()].every((key, i) => key === i));
    demand(values.get(0) === 1n && [1, 3, 5].every(key => isText(values.get(key))));
    const figure = values.get(2);
    demand(Array.isArray(figure) && figure.length === 2 && isWithin(figure[0], -18n, 18n));
    demand(isWithin(figure[1], -(2n ** 63n - 1n), 2n ** 63n - 1n) && isWithin(values.get(4), 0n, 4n));
    demand(isWithin(values.get(6), 0n, LATEST) && isWithin(values.get(7), 0n, 3n) && isBytes(values.get(8), 16));
    return {
      number: values.get(1), figure: decimal(figure[1], Number(figure[0])), unit: values.get(3),
      boundary: Number(values.get(4)), standard: values.get(5), until: Number(values.get(6)) * 1000,
      flags: Number(values.get(7)), certificate: hex(values.get(8)),
    };
  }

  function decimal(mantissa, exponent) {
    const sign = mantissa < 0n ? "\u2212" : "", digits = (mantissa < 0n ? -mantissa : mantissa).toString();
    if (exponent >= 0) return sign + (mantissa === 0n ? "0" : digits + "0".repeat(exponent));
    const padded = digits.padStart(1 - exponent, "0"), fraction = padded.slice(exponent).replace(/0+$/, "");
    return sign + padded.slice(0, exponent) + (fraction && "." + fraction);
  }

  async function isGood(label, known) {
    const scheme = label.algorithm === -8 ? {name: "Ed25519"} : {name: "ECDSA", namedCurve: "P-256"};
    const raw = Uint8Array.from(atob(known.key), sign => sign.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", raw, scheme, false, ["verify"]);
    return crypto.subtle.verify({...scheme, hash: "SHA-256"}, key, label.signature, label.message);
  }

  // The one place where a verdict is made: the best of them says that the status is not known.
  async function judge(label) {
    const named = data.keys.filter(known => known.id === label.key && known.algorithm === label.algorithm);
    if (named.length === 0) return "unknown";
    if (!globalThis.crypto?.subtle) return "unable";
    let signer = null;
    try {
      for (const known of named) if (await isGood(label, known)) signer = known;
    } catch { return "unable"; }
    if (signer === null) return "bad";
    if (signer.compromised) return "compromised";
    return Date.now() >= label.until ? "expired" : "good";
  }

  let lang = data.lang, shown = null, turn = 0;

  async function check() {
    const text = by("text").value, mine = ++turn;
    let label = null, state = "unreadable";
    try {
      label = read(text);
      state = await judge(label);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
    if (mine !== turn) return;
    shown = {state, label};
    render();
  }

  function render() {
    const texts = data.texts[lang];
    document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
    document.title = texts.title;
    by("body").textContent = data.body[lang];
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text];
    for (const button of document.querySelectorAll("[data-lang]"))
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    by("known").textContent = `${texts.keys}: ${data.keys.length}, ${texts.as_of} ${data.as_of}. ${data.did}`;
    if (shown === null) return;
    by("result").hidden = false;
    by("result").dataset.state = shown.state;
    by("verdict").textContent = texts[shown.state];
    by("detail").textContent = texts[shown.state + "_detail"];
    const label = shown.label, proven = ["good", "expired"].includes(shown.state);
    by("heading").textContent = label ? texts[proven ? "said" : "claimed"] : "";
    by("flags").textContent = label ? texts.flags.filter((_, bit) => label.flags >> bit & 1).join("\n") : "";
    by("facts").replaceChildren(...(label ? facts(label, texts) : []));
  }

  function facts(label, texts) {
    const day = new Date(label.until - 1000).toISOString().slice(0, 10);
    const rows = [
      [texts.figure, `${label.figure} kg CO\u2082e`], [texts.per, label.unit], [texts.boundary, texts.boundaries[label.boundary]],
      [texts.standard, label.standard], [texts.number, label.number], [texts.until, day],
      [texts.certificate, `sha256:${label.certificate}…`],
    ];
    return rows.flatMap(([name, value]) => [element("dt", name), element("dd", value)]);
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function fromAddress() {
    if (location.hash.length < 2) return;
    by("text").value = location.hash.slice(1);
    check();
  }

  by("form").addEventListener("submit", event => { event.preventDefault(); check(); });
  for (const button of document.querySelectorAll("[data-lang]"))
    button.addEventListener("click", () => { lang = button.dataset.lang; render(); });
  addEventListener("hashchange", fromAddress);
  render();
  fromAddress();
})();
