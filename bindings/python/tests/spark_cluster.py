"""A real cluster: a master and two workers. The results have one SHA-256: of one process, of Spark undisturbed, and of Spark with a
worker that is killed in the middle, whose shuffle files are deleted.

    python spark_cluster.py FOLDER [QUOTES] [DOCUMENTS]
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import pyarrow.parquet
import pyspark
import quoteproof
from common import data, sha256
from pyspark.sql import SparkSession
from quoteproof.spark import verify

PARTITIONS = 32
# Tasks of the stage after the shuffle that are done when the worker is killed.
DONE = 6
# Seconds that a master and its workers may take to start: a busy machine needs many for three virtual machines.
STARTS = 120


class Cluster:
    """Started by this program, each process in a group of its own, and ended with it."""

    def __init__(self, folder, workers=2):
        self.folder, self.groups, self.workers = folder, [], []
        try:
            self._begin(workers)
        except BaseException:
            self.stop()
            raise

    def _begin(self, workers):
        # Port 0: the system gives a free one, and the log says which.
        self.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        [self.master] = self.said("master", r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            name = f"worker-{number}"
            self.workers.append(name)
            self.start(name, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "2g",
                       "--webui-port", "0", self.master)
        self.said("master", "Registering worker", workers)

    def start(self, name, what, *arguments):
        folder = self.folder / name
        folder.mkdir(parents=True)
        home = pathlib.Path(pyspark.__file__).parent
        variables = {"SPARK_LOCAL_DIRS": str(folder / "local"), "SPARK_WORKER_DIR": str(folder / "work"), "SPARK_HOME": str(home),
                     "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "RAYON_NUM_THREADS": "1"}
        with open(folder / "log", "w", encoding="utf-8") as log:
            started = subprocess.Popen([home / "bin" / "spark-class", what, *arguments], env=os.environ | variables,
                                       stdout=log, stderr=log, start_new_session=True)
        self.groups.append((name, started))

    def said(self, name, pattern, times=1):
        """What the log of a process has, once it is there so many times."""
        end = time.monotonic() + STARTS
        while True:
            log = (self.folder / name / "log").read_text(encoding="utf-8", errors="replace")
            found = re.findall(pattern, log)
            if len(found) >= times:
                return found
            ended = [name for name, started in self.groups if started.poll() is not None]
            if ended or time.monotonic() > end:
                why = f"{ended[0]} has ended" if ended else f"not {times} times in {STARTS} s"
                log = (self.folder / (ended or [name])[0] / "log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"the cluster does not start: {pattern!r} in the log of {name}: {why}\n{log[-3_000:]}")
            time.sleep(0.1)

    def kill(self, number):
        """The worker, its executors and their Python, and all that they have shuffled."""
        name = self.workers[number]
        started = dict(self.groups)[name]
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        shutil.rmtree(self.folder / name / "local")
        print(f"{name} is killed, and its shuffle files are deleted", flush=True)

    def stop(self):
        for _, started in self.groups:
            if started.poll() is None:
                os.killpg(started.pid, signal.SIGKILL)
                started.wait()


def session(master):
    settings = {
        "spark.executor.memory": "1200m",
        "spark.executor.cores": "1",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(PARTITIONS),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
        "spark.executorEnv.RAYON_NUM_THREADS": "1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # A killed worker is noticed within seconds, not minutes.
        "spark.network.timeout": "60s",
        "spark.network.timeoutInterval": "15s",
        "spark.executor.heartbeatInterval": "5s",
        "spark.shuffle.io.maxRetries": "1",
        "spark.shuffle.io.retryWait": "1s",
    }
    builder = SparkSession.builder.master(master).appName("quoteproof")
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("OFF")
    return made


def kill_in_the_middle(spark, cluster, killed):
    """Waits until some tasks behind the shuffle are done, then kills a worker."""
    status = spark.sparkContext.statusTracker()
    while not killed.is_set():
        for stage in status.getActiveStageIds():
            found = status.getStageInfo(stage)
            if found and found.numTasks == PARTITIONS and found.numCompletedTasks >= DONE:
                print(f"stage {stage}: {found.numCompletedTasks} of {found.numTasks} tasks done", flush=True)
                cluster.kill(0)
                killed.set()
                return
        time.sleep(0.05)


def run(name, folder, wanted, disturbed=False, **options):
    # A comma in the path would make it two.
    own = folder / name.replace(",", "").replace(" ", "-")
    cluster = Cluster(own)
    killed = threading.Event()
    try:
        spark = session(cluster.master)
        claims, documents = (spark.read.parquet(str(folder / f"{table}.parquet")) for table in ("quotes", "documents"))
        if disturbed:
            threading.Thread(target=kill_in_the_middle, args=(spark, cluster, killed), daemon=True).start()
        began = time.monotonic()
        verdicts = verify(claims, documents, **options)
        out = str(own / "verdicts")
        verdicts.write.parquet(out)
        took = time.monotonic() - began
        made = sha256(pyarrow.parquet.read_table(out))
        spark.stop()
    finally:
        was_killed = killed.is_set()
        killed.set()
        cluster.stop()
    print(f"{name}: {made[0]} rows in {took:.1f} s, SHA-256 {made[1]}", flush=True)
    assert made == wanted, f"{name} differs from one process"
    assert was_killed == disturbed, "no worker was killed: the data set is too small"
    return name, took, made


def compare(folder, wanted, hot):
    """Runs on `quotes.parquet` and `documents.parquet` of the folder; documents with more quotes than `hot` are salted."""
    return [
        run("undisturbed", folder, wanted, hot_from=10**9),
        run("salted", folder, wanted, hot_from=hot),
        run("salted, a worker killed", folder, wanted, disturbed=True, hot_from=hot),
        run("all quotes sent", folder, wanted, misattribute="all", hot_from=hot),
    ]


def main(folder, quotes=100_000, documents=1_000):
    folder = pathlib.Path(folder).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tables = data(int(quotes), int(documents), words=2800 if int(quotes) > 200_000 else 600, hot=0.2)
    for name, table in zip(("quotes", "documents"), tables):
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet", row_group_size=max(1, len(table) // 8))
    began = time.monotonic()
    wanted = sha256(quoteproof.verify_batch(*tables))
    print(f"one process: {wanted[0]} rows in {time.monotonic() - began:.1f} s, SHA-256 {wanted[1]}", flush=True)
    compare(folder, wanted, int(quotes) // 50)


if __name__ == "__main__":
    main(*sys.argv[1:])
