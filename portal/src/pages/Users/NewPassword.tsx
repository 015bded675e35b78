import { useTranslation } from 'react-i18next';

import { ShownOnce } from '../../components/ShownOnce';

interface Props {
  username: string;
  password: string;
  /** Whether the user has to replace it at the first login. */
  toChange: boolean;
  onClose: () => void;
}

/** The password that an administrator has set, to be handed on. */
export function NewPassword({ username, password, toChange, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <ShownOnce title={t('password.of', { name: username })} secret={password} onClose={onClose}>
      <p>{t(toChange ? 'password.handOn' : 'password.handOnForGood', { name: username })}</p>
    </ShownOnce>
  );
}
