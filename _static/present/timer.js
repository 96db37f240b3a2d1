// The clock of a presentation, as plain data: when it was started, and what had passed before that.

/**
 * @typedef {{since: number|null, before: number}} Timer Milliseconds; `since` is null while it stands.
 */

/** @returns {Timer} One that starts now. */
export function started(now) {
  return { since: now, before: 0 };
}

/** @returns {number} What has passed, in ms. A machine's clock that is set back makes it no less. */
export function elapsed({ since, before }, now) {
  return before + (since === null ? 0 : Math.max(0, now - since));
}

/** @returns {Timer} The same, standing if it ran, running if it stood. */
export function toggled(timer, now) {
  return timer.since === null
    ? { since: now, before: timer.before }
    : { since: null, before: elapsed(timer, now) };
}

/** @returns {Timer} Nought; it runs if it ran. */
export function reset(timer, now) {
  return { since: timer.since === null ? null : now, before: 0 };
}

/** @returns {string} "4:05", "1:04:05". */
export function told(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/** @returns {Timer|null} What was kept as text, if it is a timer. */
export function parsed(text) {
  try {
    const { since, before } = JSON.parse(text);
    const whole = (value) => Number.isFinite(value) && value >= 0;
    return (since === null || whole(since)) && whole(before) ? { since, before } : null;
  } catch {
    return null;
  }
}
