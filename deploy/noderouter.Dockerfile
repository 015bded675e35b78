# docker build --file deploy/noderouter.Dockerfile --tag slipway/noderouter:0.1.0 .
# BASE is any image with Python 3.11 or newer and pip.
ARG BASE=python:3.12-slim
FROM ${BASE}
COPY requirements/router.lock /tmp/router.lock
RUN python3 -m venv /opt/noderouter \
    && /opt/noderouter/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/router.lock \
    && rm /tmp/router.lock
COPY src/noderouter /opt/noderouter/src/noderouter
ENV PYTHONPATH=/opt/noderouter/src PYTHONUNBUFFERED=1
RUN /opt/noderouter/bin/python -m compileall -q /opt/noderouter/src
ENTRYPOINT ["/opt/noderouter/bin/python", "-m", "noderouter"]
