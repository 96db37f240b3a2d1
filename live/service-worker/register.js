// The page's side of the service worker: when to keep the book for reading without a network.

/** Whether the page has asked already. */
let asked = false;

/** How long a page is read before anything is fetched that nobody asked for, in milliseconds. */
const DELAY = 4000;

/**
 * Have the whole book kept for visits without a network, where the browser allows it.
 *
 * While Python starts or runs, nothing is fetched. `data-offline` on the body says how it stands:
 * "keeping", "ready", or "partial", which the next visit mends. Nothing is ever thrown: without it
 * the page works as long as there is a network.
 *
 * @param {URL} root The address of the site's root.
 * @returns {Promise<void>} When the worker is told.
 */
export async function registerServiceWorker(root) {
  const container = navigator.serviceWorker;
  if (asked || !container || !globalThis.isSecureContext || navigator.connection?.saveData) return;
  asked = true;
  try {
    await quiet(document.body, DELAY);
    const registration = await container.register(new URL("sw.js", root));
    const { installing, waiting, active } = registration;
    container.addEventListener("message", ({ data }) => data?.kind === "kept" && tell(data.complete));
    follow(document.body, installing ?? waiting ?? active);
    registration.addEventListener("updatefound", () => follow(document.body, registration.installing));
  } catch {
    // A private window, a full disk, a policy: the book is read with the network, then.
  }
}

let told = null;

/** Tell a worker to go on whenever Python rests, and to rest whenever Python goes on. */
function follow(body, worker) {
  told?.disconnect();
  const tellWorker = () => {
    if (worker.state === "redundant") return;
    if (body.dataset.offline !== "ready") body.dataset.offline = "keeping";
    worker.postMessage({ kind: isBusy(body) ? "rest" : "keep", runtime: import.meta.url });
  };
  told = new MutationObserver(tellWorker);
  told.observe(body, { attributeFilter: ["data-live-status"] });
  tellWorker();
}

function isBusy(body) {
  return ["starting", "busy"].includes(body.dataset.liveStatus);
}

/** @returns {Promise<void>} When Python is not starting, and was not for a while. */
async function quiet(body, milliseconds) {
  do await new Promise((resolve) => setTimeout(resolve, milliseconds));
  while (isBusy(body));
}

function tell(complete) {
  document.body.dataset.offline = complete ? "ready" : "partial";
  if (complete) told?.disconnect();
}
