/**
 * What had the focus last outside menus: an entry of a menu is gone with its menu, so what opened that is gone back to.
 * It belongs to the first part of the portal: a dialog that is loaded when it is asked for comes too late to see what asked.
 */
let opener: Element | null = null;
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && !target.closest('[role="menu"]')) opener = target;
});

export const openerNow = (): Element | null => opener;
