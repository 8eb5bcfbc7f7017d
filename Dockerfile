# The timeline as one image: `docker compose up` runs it with PostgreSQL (compose.yaml).
FROM python:3.13-slim AS build
WORKDIR /app
# The exact files that requirements.txt has the hashes of, or none.
COPY requirements.txt ./
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY manage.py ./
COPY timeline timeline
COPY templates templates
COPY static static
COPY fixtures fixtures
# Static files are part of the image; the key is for this step alone and stays in no layer.
RUN TIMELINE_LOCAL=yes TIMELINE_DATA_DIR=/data .venv/bin/python manage.py collectstatic --noinput -v0 && rm -f /data/secret-key
# The user below may not write here, and a start that compiles everything anew takes twice as long.
RUN .venv/bin/python -m compileall -q timeline

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home timeline && mkdir /data && chown timeline /data
COPY --from=build /app /app
COPY --from=build --chown=timeline /data /data
WORKDIR /app
USER timeline
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 TIMELINE_DATA_DIR=/data TIMELINE_HOST=0.0.0.0 TIMELINE_LOCAL=no
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["sh", "-c", "python manage.py migrate --noinput && exec python manage.py serve"]
