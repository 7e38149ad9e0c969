# One image for the Prefect server, the Prefect worker and the Dask cluster: one set of versions everywhere.
FROM python:3.11-slim

WORKDIR /app
COPY constraints.txt pyproject.toml README.md LICENSE prefect.yaml ./
COPY data_contracts data_contracts
COPY cremad cremad
COPY pipeline_config pipeline_config
COPY tasks tasks
COPY flows flows
# Editable, because deployments load flows from this folder.
RUN pip install --no-cache-dir -c constraints.txt -e '.[postgres]' \
    && useradd --create-home cremad \
    && install --directory --owner cremad data media
USER cremad

ENV CREMAD_HOME=/app \
    DO_NOT_TRACK=1 \
    PREFECT_SERVER_ANALYTICS_ENABLED=false
