"""Measures whole ansible-playbook runs of the example applications on the simulator: wall time, CPU, memory and calls.

`python -m tools.bench [name ...]` prints one row a measurement. Nothing here passes or fails.
"""

from __future__ import annotations

import compileall
import copy
import json
import os
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

from tools import makespan as waiting
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

INVENTORY = ROOT / "inventories" / "local"
PRODUCTION = ROOT / "inventories" / "prod"
APPLICATION = "inflight-ordering"
ALONE = ("--limit", APPLICATION)
IMAGE = "{{ application_image | default('public.ecr.aws/docker/library/nginx:1.27-alpine') }}"
LATENCY_MS = 60
CROWD = {"roles": 300, "alarms": 500, "log groups": 300, "buckets": 100, "distributions": 50}
STACKS = 20
SERVICES = 20  # more, in one stack
FORKS = 10


@dataclass
class Row:
    """One measured run: seconds of wall time and CPU, MiB at the peak of the largest process, calls to AWS."""

    name: str
    wall: float
    cpu: float
    peak: float
    reading: int
    changing: int
    code: int
    note: str = ""


def main(names: list[str]) -> int:
    """Run the measurements, or those named, and print the table."""
    rows: list[Row] = []
    compileall.compile_dir(ROOT / "plugins" / "module_utils", quiet=1)  # as `make setup` and a first run leave it
    print(f"{'run':<44}{'wall s':>8}{'CPU s':>8}{'MiB':>7}{'read':>7}{'change':>8}")
    for name, measure in MEASUREMENTS.items():
        if names and name not in names:
            continue
        for row in measure():
            rows.append(row)
            print(
                f"{row.name:<44}{row.wall:>8.2f}{row.cpu:>8.2f}{row.peak:>7.0f}{row.reading:>7}{row.changing:>8}"
                + (f"  ended with {row.code}" if row.code else row.note),
                flush=True,
            )
    return 0


def run(
    simulator: SimulatorProcess, name: str, playbook: str = "site.yml", inventory: Path = INVENTORY, *arguments: str
) -> Row:
    """Run one playbook in a process of its own, so that its resource usage is its own."""
    simulator.clear()
    command = [str(Path(sys.executable).with_name("ansible-playbook")), playbook, "-i", str(inventory), *arguments]
    program = (
        "import json, resource, subprocess, sys, time\n"
        "began = time.monotonic()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)\n"
        "wall = time.monotonic() - began\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode, done.stdout]))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=ROOT,
        env=simulator.env(),
        check=True,
        capture_output=True,
        text=True,
    )
    wall, cpu, peak, code, output = json.loads(answer.stdout)
    if code:
        print(output[-3000:], file=sys.stderr)
    calls = simulator.calls()
    changing = sum(call["changing"] for call in calls)
    return Row(name, wall, cpu, peak, len(calls) - changing, changing, code)


def environment() -> list[Row]:
    """Plan of the empty account, first run, nothing to do."""
    return _environment("", [])


def latency() -> list[Row]:
    """The same with 60 ms added to each call."""
    return _environment(f", {LATENCY_MS} ms per call", ["--latency-ms", str(LATENCY_MS)])


def _environment(suffix: str, options: list[str]) -> list[Row]:
    with (
        SimulatorProcess(["--hosted-zone", "example.com", *options]) as simulator,
        tempfile.TemporaryDirectory() as folder,
    ):
        return [
            run(
                simulator,
                f"plan of the empty account{suffix}",
                "playbooks/plan.yml",
                INVENTORY,
                *ALONE,
                "-e",
                f"plan_directory={folder}",
            ),
            run(simulator, f"first run{suffix}", "site.yml", INVENTORY, *ALONE),
            run(simulator, f"nothing to do{suffix}", "site.yml", INVENTORY, *ALONE),
        ]


def production() -> list[Row]:
    """The environment as production has it, which fills fewer optional parts; with a public image, as nothing is pushed."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator, tempfile.TemporaryDirectory() as folder:
        extra = Path(folder) / "image.yml"
        extra.write_text(yaml.safe_dump({"service_services": _services(0)}))
        arguments = (PRODUCTION, *ALONE, "-e", f"@{extra}")
        return [
            run(
                simulator,
                "production, plan of the empty account",
                "playbooks/plan.yml",
                *arguments,
                "-e",
                f"plan_directory={folder}",
            ),
            run(simulator, "production, first run", "site.yml", *arguments),
            run(simulator, "production, nothing to do", "site.yml", *arguments),
        ]


def applications() -> list[Row]:
    """Both applications in one account: the second alone, then both in one run."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        run(simulator, "deploy")
        return [
            run(simulator, "proshop, nothing to do", "site.yml", INVENTORY, "--limit", "proshop"),
            run(simulator, "both stacks in one run, nothing to do"),
        ]


def crowded() -> list[Row]:
    """Nothing to do in an account full of foreign objects."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        run(simulator, "first run", "site.yml", INVENTORY, *ALONE)
        _crowd(simulator)
        return [run(simulator, "nothing to do, crowded account", "site.yml", INVENTORY, *ALONE)]


def services() -> list[Row]:
    """Nothing to do with the one service of the application, and with twenty more in the same stack: what each adds."""
    rows = []
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator, tempfile.TemporaryDirectory() as folder:
        for more in (0, SERVICES):
            extra = Path(folder) / f"{more}.yml"
            extra.write_text(yaml.safe_dump({"service_services": _services(more)}))
            run(simulator, "deploy", "site.yml", INVENTORY, *ALONE, "-e", f"@{extra}")
            rows.append(
                run(simulator, f"nothing to do, {more} more services", "site.yml", INVENTORY, *ALONE, "-e", f"@{extra}")
            )
    alone, many = rows
    many.note = (
        f"  each further service: {(many.wall - alone.wall) / SERVICES:.2f} s wall, "
        f"{(many.cpu - alone.cpu) / SERVICES:.2f} s CPU, {(many.reading - alone.reading) / SERVICES:.1f} calls"
    )
    return rows


def stacks() -> list[Row]:
    """Twenty stacks at once."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator, tempfile.TemporaryDirectory() as folder:
        inventory = Path(folder) / "inventory"
        _many(inventory)
        arguments = ("--forks", str(FORKS))
        return [
            run(simulator, f"{STACKS} stacks, first run, {FORKS} forks", "site.yml", inventory, *arguments),
            run(simulator, f"{STACKS} stacks, nothing to do, {FORKS} forks", "site.yml", inventory, *arguments),
        ]


def release() -> list[Row]:
    """One service's release, and its rollback."""
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        run(simulator, "deploy", "site.yml", INVENTORY, *ALONE)
        return [
            run(
                simulator,
                "release of one service",
                "playbooks/release.yml",
                INVENTORY,
                *ALONE,
                "-e",
                "release=app:1.28-alpine",
            ),
            run(simulator, "its rollback", "playbooks/rollback.yml", INVENTORY, *ALONE, "-e", "rollback=app"),
        ]


def makespan() -> list[Row]:
    """Waiting: what takes as long as on AWS, with a clock that runs faster; the seconds of the row are real ones."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row(
            f"waiting, {item.name}",
            item.run.wall,
            item.run.cpu,
            peak,
            item.run.reading,
            item.run.changing,
            0,
            f"  {item}",
        )
        for item in waiting.measure()
    ]


MEASUREMENTS = {
    "environment": environment,
    "production": production,
    "applications": applications,
    "latency": latency,
    "crowded": crowded,
    "services": services,
    "stacks": stacks,
    "release": release,
    "makespan": makespan,
}


def _application() -> dict:
    return yaml.safe_load((ROOT / "applications" / f"{APPLICATION}.yml").read_text())


def _services(more: int) -> dict:
    """The application's service with a public image, as nothing is pushed, and so many more of its kind."""
    declared = _application()["service_services"]
    name, first = next(iter(declared.items()))
    first.update(tag=None, image=IMAGE)
    for number in range(1, more + 1):
        service = copy.deepcopy(first)
        service.pop("name", None)
        service["load_balancer"] = {"paths": [f"/{name}-{number}/*"]}
        declared[f"{name}-{number}"] = {
            key: value for key, value in service.items() if not key.endswith("_name") and key != "names"
        }
    return declared


def _many(inventory: Path) -> None:
    """An inventory of twenty stacks: the example's, each an environment of its own in one account with raised quotas."""
    policy = yaml.safe_load((INVENTORY / "host_vars" / f"{APPLICATION}.yml").read_text())
    policy["network_check_quotas"] = False
    for service in policy["service_policy"].values():
        service.pop("log_group_name", None)  # one name for all
    site = str(ROOT / "applications" / f"{APPLICATION}-site")
    stacks = {
        f"stack-{number}": {
            **policy,
            "stack_environment": f"e{number}",
            "application_domain": f"e{number}.example.com",
            "application_site_folder": site,
        }
        for number in range(STACKS)
    }
    hosts = yaml.safe_load((INVENTORY / "hosts.yml").read_text())
    groups = hosts["all"]["children"] = {
        name: group for name, group in hosts["all"]["children"].items() if APPLICATION in group["hosts"]
    }
    (inventory / "group_vars").mkdir(parents=True)
    for name, group in groups.items():
        group["hosts"] = copy.deepcopy(stacks)
        (inventory / "group_vars" / f"{name}.yml").write_text((INVENTORY / "group_vars" / f"{name}.yml").read_text())
    (inventory / "hosts.yml").write_text(yaml.safe_dump(hosts))


def _crowd(simulator: SimulatorProcess) -> None:
    """Fill the account with other people's objects."""
    iam, cloudwatch, logs, s3, cloudfront = (
        simulator.client(name) for name in ("iam", "cloudwatch", "logs", "s3", "cloudfront")
    )
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    )
    jobs = [
        lambda n=n: iam.create_role(RoleName=f"foreign-{n}", AssumeRolePolicyDocument=trust)
        for n in range(CROWD["roles"])
    ]
    jobs += [
        lambda n=n: cloudwatch.put_metric_alarm(
            AlarmName=f"foreign-{n}",
            MetricName="Load",
            Namespace="Foreign",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            Statistic="Average",
        )
        for n in range(CROWD["alarms"])
    ]
    jobs += [lambda n=n: logs.create_log_group(logGroupName=f"/foreign/{n}") for n in range(CROWD["log groups"])]
    jobs += [lambda n=n: s3.create_bucket(Bucket=f"foreign-{n}") for n in range(CROWD["buckets"])]
    jobs += [
        lambda n=n: cloudfront.create_distribution(
            DistributionConfig={
                "CallerReference": f"foreign-{n}",
                "Comment": "foreign",
                "Enabled": True,
                "Origins": {
                    "Quantity": 1,
                    "Items": [
                        {
                            "Id": "o",
                            "DomainName": "foreign.example.org",
                            "CustomOriginConfig": {
                                "HTTPPort": 80,
                                "HTTPSPort": 443,
                                "OriginProtocolPolicy": "https-only",
                            },
                        }
                    ],
                },
                "DefaultCacheBehavior": {
                    "TargetOriginId": "o",
                    "ViewerProtocolPolicy": "https-only",
                    "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
                },
            }
        )
        for n in range(CROWD["distributions"])
    ]
    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(job) for job in jobs]:
            future.result()


if __name__ == "__main__":
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    sys.exit(main(sys.argv[1:]))
