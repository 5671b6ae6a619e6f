/* The editor's styles without a <style> element, which the content security policy refuses.

   The library constructs a stylesheet only inside a shadow root; here every document is shown to
   it as one. */
import { StyleModule as Plain } from "./node_modules/style-mod/src/style-mod.js";

const shown = new WeakMap();

function asShadow(root) {
  if (!root.head) return root;
  if (!shown.has(root)) {
    shown.set(root, {
      ownerDocument: root,
      get adoptedStyleSheets() { return root.adoptedStyleSheets; },
      set adoptedStyleSheets(sheets) { root.adoptedStyleSheets = sheets; },
    });
  }
  return shown.get(root);
}

export class StyleModule extends Plain {
  static mount(root, modules, options) {
    Plain.mount(asShadow(root), modules, options);
  }
}
