/** How the services of an application are shown: as the address says, else as the user chose last on any application. */
import { useState } from 'react';
import { useSearchParams } from 'react-router';

export type ServicesView = 'list' | 'topology';
const STORED_AS = 'slipway.services';

export function useServicesView(): [ServicesView, (view: ServicesView) => void] {
  const [search] = useSearchParams();
  const [view, setView] = useState<ServicesView>(() =>
    (search.get('view') ?? localStorage.getItem(STORED_AS)) === 'topology' ? 'topology' : 'list',
  );
  return [
    view,
    (chosen) => {
      localStorage.setItem(STORED_AS, chosen);
      setView(chosen);
    },
  ];
}
