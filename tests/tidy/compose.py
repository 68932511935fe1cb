#!/usr/bin/python3
"""docker-compose.yml and the Dockerfile against the programs: no Docker engine is needed to find that a port, a name of
the environment, a stage or a condition does not fit."""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = {"migrate", "ingest", "callbacks", "simulator"}
SERVICES = PROGRAMS | {"postgres", "redis", "secrets"}
ONE_SHOT = {"migrate", "secrets"}


def names_read_by_programs():
    names = set()
    for path in (ROOT / "services").rglob("*.cc"):
        names |= set(re.findall(r'"(LUNCHRUSH_[A-Z_]+)"', path.read_text()))
    return names | {f"{name}_FILE" for name in names}


def service_faults(name, service, stages, volumes, known_names):
    environment = service.get("environment", {})
    for variable in environment:
        if variable.startswith("LUNCHRUSH_") and variable not in known_names:
            yield f"{variable} is read by no program"
    target = service.get("build", {}).get("target")
    if target and target not in stages:
        yield f"the Dockerfile has no stage {target}"
    for volume in service.get("volumes", []):
        if volume.split(":")[0] not in volumes:
            yield f"the volume of {volume} is not declared"
    if name in PROGRAMS and service["command"][0] != f"lunchrush-{name}":
        yield f"runs {service['command'][0]}"
    if name in ONE_SHOT:
        return
    if not service.get("healthcheck", {}).get("test"):
        yield "has no health check"
    if name in PROGRAMS:
        yield from port_faults(environment, service)
        yield from condition_faults(service)


def port_faults(environment, service):
    """What is published and asked for health is what the program is told to listen on."""
    told = {str(value) for variable, value in environment.items() if re.fullmatch(r"LUNCHRUSH_\w+_PORT", variable)}
    for published in service["ports"]:
        address, host, inside = published.split(":")
        if inside not in told:
            yield f"publishes {inside}, but listens on {', '.join(sorted(told))}"
        if address != "127.0.0.1" or host != inside:
            yield f"{published}: published on loopback, under its own number"
    admin = [str(value) for variable, value in environment.items() if variable.endswith("_ADMIN_PORT")]
    asked = re.findall(r":(\d+)/readyz", " ".join(service["healthcheck"]["test"]))
    if asked != admin or [str(environment["HEALTH_PORT"])] != admin:
        yield f"asks port {asked} for health, its admin port is {admin}"


def condition_faults(service):
    condition = service["depends_on"].get("migrate", {}).get("condition")
    if condition != "service_completed_successfully":
        yield "must wait for migrate to complete"


def dockerfile_faults(text, ports):
    runtime = text[text.rindex("\nFROM "):]
    if not re.search(r"^USER (?!root|0)", runtime, re.M):
        yield "the runtime stage runs as root"
    if not runtime.startswith("\nFROM debian:bookworm-slim AS runtime"):
        yield "the last stage is not runtime on bookworm-slim"
    if "HEALTHCHECK" not in runtime:
        yield "the runtime stage has no HEALTHCHECK"
    exposed = set(re.search(r"^EXPOSE (.*)", runtime, re.M)[1].split())
    if exposed != ports:
        yield f"exposes {sorted(exposed)}, compose publishes {sorted(ports)}"
    for program in PROGRAMS:
        if f"bin/lunchrush-{program} " not in runtime:
            yield f"lunchrush-{program} is not in the image"


def assert_that_planted_faults_are_found():
    service = {"environment": {"LUNCHRUSH_TYPO": 1, "LUNCHRUSH_INGEST_PORT": 1, "LUNCHRUSH_INGEST_ADMIN_PORT": 2, "HEALTH_PORT": 2},
               "command": ["lunchrush-ingest"], "ports": ["127.0.0.1:3:3"], "depends_on": {},
               "healthcheck": {"test": ["CMD", "curl", "http://127.0.0.1:2/readyz"]}}
    found = list(service_faults("ingest", service, set(), set(), {"LUNCHRUSH_INGEST_PORT", "LUNCHRUSH_INGEST_ADMIN_PORT"}))
    assert found == ["LUNCHRUSH_TYPO is read by no program", "publishes 3, but listens on 1, 2", "must wait for migrate to complete"], found


def main():
    assert_that_planted_faults_are_found()
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    dockerfile = (ROOT / "Dockerfile").read_text()
    stages = set(re.findall(r"^FROM \S+ AS (\w+)", dockerfile, re.M))
    faults = []
    if set(compose["services"]) != SERVICES:
        faults.append(f"docker-compose.yml: services are {sorted(compose['services'])}, not {sorted(SERVICES)}")
    names = names_read_by_programs()
    ports = set()
    for name, service in compose["services"].items():
        found = service_faults(name, service, stages, set(compose["volumes"]), names)
        faults += [f"docker-compose.yml: {name}: {fault}" for fault in found]
        ports |= {published.split(":")[-1] for published in service.get("ports", [])}
    faults += [f"Dockerfile: {fault}" for fault in dockerfile_faults(dockerfile, ports)]
    sys.exit("\n".join(faults) or 0)


main()
