// Has to be there before the page is: a script in one piece.

globalThis.early = true;
