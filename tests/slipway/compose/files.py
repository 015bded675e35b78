"""Compose files as people have them, and a short way to convert."""

from __future__ import annotations

from typing import Any

from slipway.compose import convert
from slipway.compose.schemas import Converted, ConvertRequest

BLOG = """\
version: "3.8"
services:
  wordpress:
    image: wordpress:6-apache
    restart: always
    ports:
      - "8080:80"
    environment:
      WORDPRESS_DB_HOST: db:3306
      WORDPRESS_DB_USER: wordpress
      WORDPRESS_DB_PASSWORD: ${DB_PASSWORD:?a password for the database}
    depends_on:
      - db
    volumes:
      - wordpress:/var/www/html
  db:
    image: mysql:8.4
    command: --innodb-buffer-pool-size=64M
    environment:
      MYSQL_DATABASE: wordpress
      MYSQL_USER: wordpress
      MYSQL_PASSWORD: ${DB_PASSWORD}
      MYSQL_RANDOM_ROOT_PASSWORD: "1"
    volumes:
      - db:/var/lib/mysql
volumes:
  wordpress:
  db:
"""

SHOP = """\
name: Web_Shop
x-defaults: &defaults
  restart: unless-stopped
  logging: {driver: json-file, options: {max-size: 10m}}
x-env: &env
  LOG_LEVEL: ${LOG_LEVEL:-info}
  TZ: Europe/Berlin
services:
  proxy:
    <<: *defaults
    image: nginx:${NGINX_TAG-1.27}
    ports:
      - target: 80
        published: "80"
        name: http
      - 443:443
    depends_on:
      api_server: {condition: service_healthy, restart: true}
  api_server:
    <<: *defaults
    image: registry.example.com:5000/shop/api:2.10
    entrypoint: ["/usr/bin/tini", "--"]
    command: gunicorn "shop:app" -b 0.0.0.0:8000
    environment:
      <<: *env
      DATABASE_URL: postgres://shop:secret@postgres:5432/shop
      DEBUG: off
    expose: ["8000"]
    depends_on:
      postgres: {condition: service_healthy}
      migrate: {condition: service_completed_successfully}
      redis: {condition: service_started, required: false}
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:8000/health"]
      interval: 1m30s
      timeout: 10s
      retries: 5
      start_period: 40s
      start_interval: 2s
    deploy:
      replicas: 3
      resources:
        limits: {cpus: "0.50", memory: 512M, pids: 100}
        reservations: {cpus: "0.25", memory: 256M}
      placement: {constraints: ["node.role == worker"]}
    stop_grace_period: 1m
  migrate:
    image: registry.example.com:5000/shop/api:2.10
    command: ["python", "-m", "shop.migrate"]
    restart: "no"
    depends_on: {postgres: {condition: service_healthy}}
  postgres:
    <<: *defaults
    image: postgres:16-alpine
    environment: [POSTGRES_PASSWORD=secret, POSTGRES_DB]
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U postgres"]
    volumes:
      - type: volume
        source: pgdata
        target: /var/lib/postgresql/data
      - ./init.sql:/docker-entrypoint-initdb.d/init.sql:ro
    networks: {back: {aliases: [database]}}
  redis:
    image: redis:7
    profiles: [cache]
networks: {back: {}}
volumes: {pgdata: {}}
"""

VERSION_2 = """\
version: "2.4"
services:
  web:
    image: acme/web:1
    mem_limit: 64m
    mem_reservation: 32m
    cpus: 0.25
    scale: 2
    links: ["db:database"]
    ports: ["3000", "127.0.0.1:9229:9229", "6000-6002:6000-6002/udp"]
    environment: [PLAIN=1, EMPTY=, "SPACED=a b"]
    working_dir: /srv
    user: "1000:1000"
    labels: {traefik.enable: "true"}
    container_name: web
    privileged: true
    tmpfs: /run
    logging: {driver: syslog}
    ulimits: {nofile: 1024}
    dns: 8.8.8.8
    tty: true
    turbo: 11
  db:
    image: acme/db:1
    cpu_quota: 50000
    healthcheck: {disable: true}
    expose: [5432]
"""


def converted(content: str, **fields: Any) -> Converted:
    """Convert a file."""
    return convert(ConvertRequest(content=content, **fields))


def services(content: str, **fields: Any) -> dict[str, dict[str, Any]]:
    """Return what services become, by name, without what is as it would be anyway."""
    application = converted(content, **fields).application
    assert application is not None
    return {service.name: service.model_dump(exclude_defaults=True) for service in application.services}


def one(lines: str, **fields: Any) -> dict[str, Any]:
    """Return what a service ``a`` of image ``i`` with these lines becomes; ``b`` stands beside it."""
    return services(_beside(lines), **fields)["a"]


def noted(lines: str, **fields: Any) -> set[tuple[str, str]]:
    """Return code (without its beginning) and key of what is noted about ``a``, but for its memory."""
    notes = converted(_beside(lines), **fields).notes
    codes = {(note.code.removeprefix("compose."), note.key) for note in notes if note.service == "a"}
    return {found for found in codes if found[0] != "memory_default"}


def _beside(lines: str) -> str:
    inner = "".join(f"    {line}\n" for line in lines.splitlines())
    image = "" if "image:" in lines else "    image: i\n"
    return f"services:\n  a:\n{image}{inner}  b:\n    image: i\n    mem_limit: 1g\n"
