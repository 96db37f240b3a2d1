import { number } from "./state.js";

document.body.dataset.liveStatus = "off";
document.addEventListener("click", async () => (await import("./editor.js")).edit(number));
