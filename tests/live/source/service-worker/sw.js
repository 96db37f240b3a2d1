import { number } from "../page/state.js";

self.addEventListener("activate", () => console.log(number));
