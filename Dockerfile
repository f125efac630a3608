# The hub alone: its stores are other containers, see docker-compose.yml.
FROM python:3.12-slim AS packages
RUN python -m venv /venv
COPY requirements/run.txt /tmp/
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/run.txt

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app hub
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HTTP_HOST=0.0.0.0 HTTP_PORT=8081 LOG_FORMAT=json
USER hub
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8081/healthz', timeout=4)"]
CMD ["python", "-m", "bots", "run"]
