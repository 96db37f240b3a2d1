import assert from "node:assert/strict";
import test from "node:test";

import { longestRun, messageOf, Messages, split, wordsOf } from "../../_static/search/messages.js";

const TRACEBACK = `Traceback (most recent call last):
  File "/srv/shop/views.py", line 31, in show
    return render("cart.html", lines=cart.lines)
sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Cart at 0x7f1c> is not bound to a Session; \
lazy load operation of attribute 'lines' cannot proceed (Background on this error at: https://sqlalche.me/e/20/bhk3)
`;
const MESSAGE =
  "sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Cart at 0x7f1c> is not bound to a Session; " +
  "lazy load operation of attribute 'lines' cannot proceed";

test("of a traceback the message is what counts", () => {
  assert.equal(messageOf(TRACEBACK), MESSAGE);
});

test("also of one whose lines a field has joined", () => {
  assert.equal(messageOf(TRACEBACK.replaceAll("\n", "")), MESSAGE);
});

test("of two tracebacks it is that of the last", () => {
  const both = `Traceback (most recent call last):
  File "a.py", line 1, in <module>
sqlite3.OperationalError: database is locked

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "a.py", line 1, in <module>
sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked
[SQL: INSERT INTO users (name) VALUES ('x')]`;
  assert.equal(messageOf(both), "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked");
});

test("what is no traceback stays as it is", () => {
  assert.equal(messageOf("  lazy   load "), "lazy load");
});

test("modules, numbers and addresses are no words of a message", () => {
  assert.deepEqual(wordsOf("sqlalchemy.exc.TimeoutError: limit of size 5, 0x7f1c"), ["timeouterror", "limit", "of", "size"]);
});

test("a message is parted where a program's own names stand", () => {
  assert.deepEqual(split("InvalidRequestError: Instance '<Supply at 0x...>' is not persisted"), {
    name: "invalidrequesterror",
    parts: [["instance"], ["is", "not", "persisted"]],
    own: [["supply", "at"]],
  });
  assert.deepEqual(split("'x'"), { name: "", parts: [["x"]], own: [] });
});

test("the longest run of words", () => {
  assert.deepEqual(longestRun(["a", "b", "c", "d"], ["b", "c", "d", "a"]), ["b", "c", "d"]);
  assert.deepEqual(longestRun(["a"], ["b"]), []);
});

const messages = new Messages(
  [
    [1, true, "DetachedInstanceError: Parent instance … is not bound to a Session; lazy load operation of attribute … cannot proceed"],
    [2, true, "PendingRollbackError: This Session's transaction has been rolled back due to a previous exception"],
    [3, false, "AttributeError: 'Session' object has no attribute 'remove'"],
    [4, true, "AttributeError: 'Engine' object has no attribute 'execute'"],
    [5, false, "sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Astronaut at 0x...> is not bound to a Session; lazy load operation of attribute 'assignments' cannot proceed"],
  ].map(([section, entry, message]) => ({ section, entry, ...split(message) })),
);

test("a message with another program's names meets the entry, and then where the book shows it", () => {
  assert.deepEqual(messages.meet(TRACEBACK), [1, 5]);
});

test("and so with typos", () => {
  assert.equal(messages.meet("Parent instnace <X> is not bonud to a Sesion; lazy load opeartion")[0], 1);
});

test("what is quoted tells two messages apart", () => {
  assert.equal(messages.meet("'Session' object has no attribute 'remove'")[0], 3);
  assert.equal(messages.meet("'OptionEngine' object has no attribute 'execute'")[0], 4);
});

test("a class alone asks for the catalogue's entries", () => {
  assert.deepEqual(messages.meet("sqlalchemy.exc.PendingRollbackError"), [2]);
  assert.deepEqual(messages.meet("PendingRolbackError:"), [2]);
});

test("a question in words of one's own meets none", () => {
  assert.deepEqual(messages.meet("how do I give each request of a web application a session of its own"), []);
  assert.deepEqual(messages.meet("session"), []);
  assert.deepEqual(messages.meet(""), []);
});
