# Built by deploy/build-noderouter-image, which puts the agent and its libraries beside each other.
# BASE is any image with Python 3.11.
ARG BASE=python:3.11-slim
FROM ${BASE}
COPY site /opt/noderouter/site
COPY noderouter /opt/noderouter/src/noderouter
ENV PYTHONPATH=/opt/noderouter/src:/opt/noderouter/site PYTHONUNBUFFERED=1
ENTRYPOINT ["python3", "-m", "noderouter"]
