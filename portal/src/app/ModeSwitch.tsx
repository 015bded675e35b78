import { useTranslation } from 'react-i18next';

import { Button } from '../components/Button';
import { Hint } from '../components/Hint';
import { Icon } from '../components/Icon';
import { setMode, useMode } from '../theme/mode';

export function ModeSwitch() {
  const { t } = useTranslation();
  const dark = useMode() === 'dark';
  const label = dark ? t('theme.toLight') : t('theme.toDark');
  return (
    <Hint text={label}>
      <Button
        kind="text"
        aria-label={label}
        icon={dark ? <Icon name="sun" /> : <Icon name="moon" />}
        onClick={() => setMode(dark ? 'light' : 'dark')}
      />
    </Hint>
  );
}
