import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';

import { asApiError } from '../api/errors';

import { ErrorBody } from './ErrorBody';
import { useFeedback } from './feedback';
import { useErrorText } from './useErrorText';

interface Options<V, D> {
  run: (variables: V) => Promise<D>;
  /** What happened, in words, once it has. */
  said: (data: D, variables: V) => string;
  /** What is no longer as cached. */
  stale: QueryKey[];
  /** A form shows the error itself, beside the field; everything else leaves it to a notification. */
  showsError?: boolean;
  done?: (data: D, variables: V) => void;
}

const ERROR_SECONDS = 12;

/** A change: says what happened, refreshes what is stale, and explains a failure. */
export function useAction<V, D>({ run, said, stale, showsError = false, done }: Options<V, D>) {
  const { message, notification } = useFeedback();
  const client = useQueryClient();
  const textOf = useErrorText();
  return useMutation({
    mutationFn: run,
    onSuccess: (data, variables) => {
      message.success(said(data, variables));
      for (const queryKey of stale) void client.invalidateQueries({ queryKey });
      done?.(data, variables);
    },
    onError: (thrown) => {
      const error = asApiError(thrown);
      if (showsError || error.status === 401) return;
      const description = <ErrorBody error={error} />;
      notification.error({ title: textOf(error).message, description, duration: ERROR_SECONDS });
    },
  });
}
