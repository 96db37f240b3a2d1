// Adds the scripts that measure the whole page (extensions/late.py has marked them). Where a reader has
// pressed Run before the page was there, they come after what it shows; otherwise at once.

/** They wait so long at most, in milliseconds: the theme's buttons need them. */
const LONGEST = 1000;

function addScripts() {
  for (const late of document.querySelectorAll("script[type='text/late']")) {
    const script = late.cloneNode();
    script.type = "text/javascript";
    script.async = false; // in their order
    late.replaceWith(script);
  }
}

/** Call it when nothing is waited for any more: Python has done what it was given, or has failed. */
function whenStill(call) {
  const { body } = document;
  const isStill = () => ["ready", "failed"].includes(body.dataset.liveStatus);
  if (isStill()) return call();
  const observer = new MutationObserver(() => isStill() && over());
  const timer = setTimeout(over, LONGEST);
  function over() {
    observer.disconnect();
    clearTimeout(timer);
    call();
  }
  observer.observe(body, { attributeFilter: ["data-live-status"] });
}

if (globalThis.liveEarly?.client) whenStill(addScripts);
else addScripts();
