import { loadPyodide } from "pyodide";

self.onmessage = ({ data }) => loadPyodide({ indexURL: data.base });
