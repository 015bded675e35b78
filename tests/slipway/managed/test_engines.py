"""How each engine is run."""

from __future__ import annotations

import pytest

from slipway.applications import check_config
from slipway.managed.engines import ENGINES
from slipway.managed.engines.engine import CREDENTIALS, Login, uri_of
from slipway.managed.schemas import EngineKind, Plan

PLAN = Plan(name="small", cpu="250m", memory="512Mi", storage="2Gi")


@pytest.mark.parametrize("kind", EngineKind)
def test_an_engine_runs_alone_on_its_volume(kind: EngineKind) -> None:
    """In the size of its plan, asked by its own client whether it answers, and told its password as a secret."""
    engine = ENGINES[kind]
    config = engine.config(engine.default_image, PLAN)

    check_config(config)
    assert (config.resources.cpu, config.resources.memory) == ("250m", "512Mi")
    assert [(each.size, each.access, each.read_only) for each in config.volumes] == [("2Gi", "single", False)]
    assert config.probes.readiness is not None and config.probes.readiness.command
    assert [each.set for each in config.env_from] == [CREDENTIALS]
    assert config.env == {}
    assert engine.password_of(engine.credentials("known")) == "known"


def test_mysql_gets_a_directory_that_is_empty_at_first() -> None:
    """It refuses any other, and a volume's own may hold what its file system put there."""
    config = ENGINES[EngineKind.MYSQL].config("image", PLAN)
    (volume,) = config.volumes

    (directory,) = [each.removeprefix("--datadir=") for each in config.args or [] if each.startswith("--datadir=")]
    assert directory.startswith(f"{volume.mount_path}/")


def test_what_keeps_data_in_memory_leaves_room() -> None:
    """A container that takes more than its plan is ended, with what it had not written yet."""
    redis, mysql = (ENGINES[kind].config("image", PLAN).args or [] for kind in (EngineKind.REDIS, EngineKind.MYSQL))

    assert redis[redis.index("--maxmemory") + 1] == "384mb"
    assert "--innodb-buffer-pool-size=204M" in mysql


def test_a_url_has_its_parts_quoted() -> None:
    login = Login("orders", 3306, "shop", "p@ss/word", "shop")

    assert uri_of(ENGINES[EngineKind.MYSQL], login) == "mysql://shop:p%40ss%2Fword@orders:3306/shop"
