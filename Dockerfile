# docker build -t talap .   then   docker run -p 8080:8080 -v talap:/data --env-file .env talap
FROM python:3.13-slim
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY channels channels
COPY fsm fsm
COPY scoring scoring
COPY handoff handoff
COPY jobs jobs
COPY locales locales
# The user below may not write here: without this the whole program would be compiled anew at every start.
RUN python -m compileall -q .
RUN useradd --create-home talap && mkdir /data && chown talap /data
USER talap
ENV TALAP_HOME=/data TALAP_WEB__HOST=0.0.0.0 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=5)"]
CMD ["python", "-m", "bot", "run"]
