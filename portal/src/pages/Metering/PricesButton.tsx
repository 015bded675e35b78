import { Button } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePrices } from '../../api/metering';
import { useMay } from '../../api/session';
import { lazyPart } from '../../parts/lazyPart';

const PriceDialog = lazyPart(async () => ({ default: (await import('./PriceDialog')).PriceDialog }));
const PriceList = lazyPart(async () => ({ default: (await import('./PriceDialog')).PriceList }));

/** Opens the price list: for administrators always, for others when there is one. */
export function PricesButton() {
  const { t } = useTranslation();
  const sets = useMay()('metering.price');
  const prices = usePrices().data?.items;
  const [open, setOpen] = useState(false);
  if (!prices || (!sets && prices.length === 0)) return null;
  const Dialog = sets ? PriceDialog : PriceList;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('metering.prices.title')}</Button>
      {open && (
        <Suspense fallback={null}>
          <Dialog prices={prices} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
