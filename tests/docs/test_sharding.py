"""How docs/scaling.md shards a collection, and the unique indexes that it must hold over all shards."""

import re
import uuid
from pathlib import Path

from onevoice.hosting import parts
from shared.kafka.cluster import Cluster
from shared.settings import Settings
from tests.docs.markdown import ROOT, section
from tests.support.engines import Server
from tests.support.fixtures import cluster

__all__ = ["cluster"]
ROW = re.compile(r"^\| (?P<what>`[^|]+) \| (?P<key>`[^`]+`|none)", re.MULTILINE)


async def test_a_unique_index_begins_with_its_shard_key(
    cluster: Cluster, mongo: Server, tmp_path: Path
) -> None:
    """Or its collection is not sharded: no server would make the index, and no law would hold that stands on it."""
    told = section(ROOT / "docs" / "scaling.md", "MongoDB")
    keys = {name: row["key"] for row in ROW.finditer(told) for name in re.findall(r"`(\w+)`", row["what"])}
    settings = Settings(
        var=tmp_path, kafka=cluster.servers, mongo=mongo.url, database_prefix=f"s_{uuid.uuid4().hex[:8]}"
    )
    unique: dict[str, set[tuple[str, ...]]] = {}
    async with parts(settings) as made:
        for running in made.running.values():
            for name in await running.database.list_collection_names():
                for index in (await running.database[name].index_information()).values():
                    if index.get("unique"):
                        unique.setdefault(name, set()).add(tuple(key for key, _ in index["key"]))
    assert {"events", "deliveries", "upload_rows"} <= unique.keys() & keys.keys()
    for name, indexes in unique.items():
        key = keys.get(name, "none")
        fields = tuple(re.findall(r"(\w+): 1", key))
        assert key == "none" or (fields and all(one[: len(fields)] == fields for one in indexes)), name
