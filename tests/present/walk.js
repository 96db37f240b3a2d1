// Goes from the first screen to the last, and notes of each what it shows; a browser's test runs it.
() => {
  const article = document.querySelector("article");
  const root = document.documentElement;
  const press = (key) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const place = () => document.querySelector(".present-where").textContent;
  const sticksOut = (element) => {
    const { left, right, width } = element.getBoundingClientRect();
    const edge = article.getBoundingClientRect();
    return width > 0 && (left < edge.left - 1 || right > edge.right + 1);
  };
  const scrolls = (element) => getComputedStyle(element).overflowX !== "visible";
  const inScroller = (element) => element !== article
    && (scrolls(element) && !sticksOut(element) || inScroller(element.parentElement));
  const after = (p) => {
    let next = p.nextElementSibling;
    while (next?.matches("template")) next = next.nextElementSibling;
    return next;
  };
  const seen = [];
  press("Home");
  for (let i = 0; i < 2000; i++) {
    const on = (element) => !element.closest("[data-off-slide]");
    const codes = [...article.querySelectorAll("div.highlight pre")].filter((pre) => pre.checkVisibility());
    if (seen.at(-1)?.place !== place()) seen.push({
      place: place(),
      heading: document.activeElement.matches("h1, h2, h3, h4, .exercise-title"),
      blocks: [...article.querySelectorAll("[data-live-block]")].filter(on)
        .map((block) => Number(block.dataset.liveBlock)),
      shown: [...article.querySelectorAll("p, li, tr, pre, svg")].filter((each) => each.checkVisibility()).length,
      wide: article.scrollWidth > article.clientWidth || root.scrollWidth > root.clientWidth
        ? [...article.querySelectorAll("*")].filter((each) => each.checkVisibility() && sticksOut(each)
            && !inScroller(each)).map((each) => each.outerHTML.slice(0, 120)) : [],
      cut: codes.filter((pre) => pre.scrollWidth > pre.clientWidth + 1).map((pre) => pre.textContent.slice(0, 80)),
      sizes: new Set(codes.map((pre) => getComputedStyle(pre).fontSize)).size,
      // What introduces something that is not on the screen.
      parted: [...article.querySelectorAll("p")].filter((p) => p.checkVisibility() && /:$/.test(p.textContent.trim())
        && on(p) && after(p)?.matches("[data-off-slide]:not(section)")).map((p) => p.textContent.slice(-60)),
      small: codes.filter((pre) => parseFloat(getComputedStyle(pre).fontSize) < 12.5).length,
    });
    const before = [place(), article.scrollTop].join();
    const [number, count] = place().split(" of ");
    if (number === count && article.scrollTop + article.clientHeight >= article.scrollHeight - 8) break;
    press("PageDown");
    if ([place(), article.scrollTop].join() === before) break;
  }
  return seen;
}
