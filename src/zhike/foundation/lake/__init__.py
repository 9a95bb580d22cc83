"""The lake: Parquet files by data set and business date, and the manifest rows that make them count.

A file is written aside, renamed and synced; only then its row in `LakePartition` makes it visible, and a row that
replaces another does so in the transaction of its writer. Whatever was half written when a process died is a file
without a row: nobody reads it, `sweep` removes it.
"""

from zhike.foundation.lake.connection import connect, root
from zhike.foundation.lake.partitions import (
    StagedPartition,
    drop_partitions,
    partition_dates,
    partition_paths,
    publish_partitions,
    stage_partition,
    sweep,
    write_partition,
)

__all__ = [
    "StagedPartition",
    "connect",
    "drop_partitions",
    "partition_dates",
    "partition_paths",
    "publish_partitions",
    "root",
    "stage_partition",
    "sweep",
    "write_partition",
]
