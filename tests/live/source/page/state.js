export const number = 42;
