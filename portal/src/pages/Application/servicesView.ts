/** How the services of an application are shown: what the user chose last, on every application. */
import { useState } from 'react';

export type ServicesView = 'list' | 'topology';
const STORED_AS = 'slipway.services';

export function useServicesView(): [ServicesView, (view: ServicesView) => void] {
  const [view, setView] = useState<ServicesView>(() =>
    localStorage.getItem(STORED_AS) === 'topology' ? 'topology' : 'list',
  );
  return [
    view,
    (chosen) => {
      localStorage.setItem(STORED_AS, chosen);
      setView(chosen);
    },
  ];
}
