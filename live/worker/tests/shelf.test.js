// What is put onto the shelf is there at the next visit, whole or not at all.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { drop, get, has, put } from "../shelf.js";

const missing = () => Object.assign(new Error("no such file"), { name: "NotFoundError" });

/** A file as the browser gives it to a worker. It counts who has it open, and may lose its power. */
class Handle {
  constructor(folder, name) {
    Object.assign(this, { folder, name });
    folder.open += 1;
  }

  get bytes() {
    return this.folder.files.get(this.name);
  }

  getSize() {
    return this.bytes.length;
  }

  read(into, { at }) {
    const part = this.bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  }

  write(bytes, { at }) {
    if (this.folder.failing) throw new Error("no power");
    const part = bytes.subarray(0, Math.max(0, this.folder.room - at));
    const grown = new Uint8Array(Math.max(this.bytes.length, at + part.length));
    grown.set(this.bytes);
    grown.set(part, at);
    this.folder.files.set(this.name, grown);
    if (this.folder.failsNext) this.folder.failing = true;
    return part.length;
  }

  truncate(size) {
    this.folder.files.set(this.name, this.bytes.slice(0, size));
  }

  flush() {}

  close() {
    this.folder.open -= 1;
  }
}

/** The folder that a browser has for a host. */
class Folder {
  constructor() {
    Object.assign(this, { files: new Map(), open: 0, room: Infinity, modes: [] });
    Object.assign(this, { failing: false, failsNext: false });
  }

  async getFileHandle(name, { create = false } = {}) {
    if (!this.files.has(name) && !create) throw missing();
    if (!this.files.has(name)) this.files.set(name, new Uint8Array());
    const createSyncAccessHandle = async ({ mode }) => {
      this.modes.push(mode);
      return new Handle(this, name);
    };
    return { createSyncAccessHandle };
  }

  async removeEntry(name) {
    if (!this.files.delete(name)) throw missing();
  }
}

let folder;

beforeEach(() => {
  folder = new Folder();
  const navigator = { storage: { getDirectory: async () => folder } };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
});

test("what was put there comes back, under its label alone", async () => {
  await put("python", "this build", new Uint8Array([1, 2, 3]));
  assert.deepEqual(await get("python", "this build"), new Uint8Array([1, 2, 3]));
  assert.equal(await has("python", "this build"), true);
  for (const label of ["this", "this build and more", ""]) {
    assert.equal(await get("python", label), null, label);
    assert.equal(await has("python", label), false, label);
  }
});

test("something else takes its place, and a shorter thing leaves nothing of a longer", async () => {
  await put("python", "one", new Uint8Array(5000).fill(1));
  await put("python", "two", new Uint8Array([2]));
  assert.equal(await get("python", "one"), null);
  assert.deepEqual(await get("python", "two"), new Uint8Array([2]));
});

test("what could not be written to its end is not there", async () => {
  await put("python", "one", new Uint8Array([1]));
  folder.failsNext = true;
  await assert.rejects(put("python", "two", new Uint8Array([2])), /no power/);
  folder.failing = folder.failsNext = false;
  assert.equal(await get("python", "one"), null);
  assert.equal(await get("python", "two"), null);
});

test("what there is no room for is not there, takes none, and is told", async () => {
  await put("python", "one", new Uint8Array(50).fill(1));
  folder.room = 2000;
  await assert.rejects(put("python", "two", new Uint8Array(5000).fill(2)), /976 of 5000 bytes/);
  assert.equal(folder.files.get("python").length, 0);
  assert.equal(folder.open, 0);
  folder.room = Infinity;
  assert.equal(await get("python", "one"), null);
  assert.equal(await get("python", "two"), null);
});

test("nothing is there at first, nor when it was dropped", async () => {
  await assert.rejects(get("python", "one"), { name: "NotFoundError" });
  await put("python", "one", new Uint8Array([1]));
  await drop("python");
  await assert.rejects(has("python", "one"), { name: "NotFoundError" });
});

test("readers let each other in, and all let go", async () => {
  await put("python", "one", new Uint8Array([1]));
  await Promise.all([get("python", "one"), has("python", "one"), get("python", "other")]);
  assert.deepEqual(folder.modes, ["readwrite", "read-only", "read-only", "read-only"]);
  assert.equal(folder.open, 0);
});
