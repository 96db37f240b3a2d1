// What the service worker decides, apart from the browser: names of caches, of files, and whose they are.

/** Under this name, relative to the site's root, stand the names of all files that are kept. */
export const LIST = "offline.json";

/**
 * Name the cache of a build. Several sites may share a host, so the place of this one is in it.
 *
 * @param {string} scope The address of the site's root.
 * @param {string} build What the build is called.
 * @returns {string} The name.
 */
export function cacheName(scope, build) {
  return `book ${scope} ${build}`;
}

/**
 * Pick the caches of this site's other builds.
 *
 * @param {string[]} names All caches of the host.
 * @param {string} scope The address of the site's root.
 * @param {string} build The build that is not wanted.
 * @returns {string[]} Their names.
 */
export function otherBuilds(names, scope, build) {
  const own = cacheName(scope, build);
  return names.filter((name) => name.startsWith(cacheName(scope, "")) && name !== own);
}

/**
 * Say under which addresses a page may be kept: hosts answer for a folder, and for a name alone.
 *
 * @param {string} address What the reader asks for.
 * @returns {string[]} The addresses to look under, in this order.
 */
export function pageAddresses(address) {
  const url = new URL(address);
  url.search = url.hash = "";
  const { href } = url;
  if (href.endsWith("/")) return [`${href}index.html`];
  return url.pathname.split("/").pop().includes(".") ? [href] : [href, `${href}.html`, `${href}/index.html`];
}

/**
 * Say whether this is the worker's business.
 *
 * @param {{method: string, url: string, cache: string, mode: string}} request What is asked for.
 * @param {string} scope The address of the site's root.
 * @returns {boolean} Whether it may be answered with a file that is kept.
 */
export function concerns({ method, url, cache, mode }, scope) {
  const answerable = cache !== "only-if-cached" || mode === "same-origin";
  return method === "GET" && answerable && url.startsWith(scope) && url !== `${scope}sw.js`;
}

/**
 * Say whether a file never changes under its name, so that the browser's own cache may give it.
 *
 * @param {string} name The file, relative to the site's root.
 * @returns {boolean} Whether it does not.
 */
export function isFixed(name) {
  return /^_static\/live\/[^/]+\//.test(name);
}

/**
 * Say whether the browser keeps what it has compiled a file to, beside the file.
 *
 * @param {{destination: string, url: string}} request What is asked for.
 * @returns {boolean} Whether it does, for a file that the browser fetches by itself.
 */
export function isProgram({ destination, url }) {
  return ["script", "worker"].includes(destination) || new URL(url).pathname.endsWith(".wasm");
}
