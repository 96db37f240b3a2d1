import assert from "node:assert/strict";
import { test } from "node:test";

import { fromFragment, toFragment } from "../../_static/present/address.js";

test("each screen has an address, and is found by it", () => {
  for (const id of ["", "five-states", "is-already-attached-to-session", "id-2", "exercise-move_supplies"]) {
    for (const part of [1, 2, 17]) {
      const fragment = toFragment(id, part);
      assert.match(fragment, /^#[A-Za-z][\w-]*$/, "no name of an element");
      assert.deepEqual(fromFragment(fragment), { id, part });
    }
  }
});

test("the beginning of a page is the shortest", () => {
  assert.equal(toFragment(""), "#present");
  assert.deepEqual(fromFragment("#present--0"), { id: "", part: 1 });
});

test("other addresses do not ask to present", () => {
  for (const fragment of ["", "#", "#five-states", "#presentation", "#present.x", "#live-edit-1-a-zAA"]) {
    assert.equal(fromFragment(fragment), null, fragment);
  }
});
