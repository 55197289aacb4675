"""The hook, the action and the snippets of docs/ci.md, run as far as they can be without their hosts."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import DRAMMEN, EXAMPLES
from grantcalc.config import Config
from pipeline_reports import right_budget

ROOT = Path(__file__).parent.parent
FAULTY = EXAMPLES / "faulty" / "wrong-total.xlsx"
PROGRAMS = Path(sys.executable).parent

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def environment(home: Path, **variables: str) -> dict[str, str]:
    """What a command of a host finds: this program first, and nothing of the user's own git."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT")}
    return {
        **kept,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
        **variables,
    }


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def blocks(language: str) -> list[str]:
    """The code of a language in docs/ci.md."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


# Before a commit


class Repository:
    """A scratch repository whose commits go through pre-commit and the hook as it is published."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.env = environment(home)
        (hook,) = HOOKS
        # As published, but run from this installation: an environment of its own needs a network.
        config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
        (folder / ".pre-commit-config.yaml").write_text(json.dumps(config), "utf-8")
        self.git("init", "--quiet")
        self.git("config", "user.name", "Kari Nordmann")
        self.git("config", "user.email", "kari@example.org")
        installed = run(PROGRAMS / "pre-commit", "install", cwd=folder, env=self.env)
        assert installed.returncode == 0, installed.stdout + installed.stderr

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run("git", *arguments, cwd=self.folder, env=self.env)

    def commit(self) -> subprocess.CompletedProcess[str]:
        self.git("add", "--all")
        return self.git("commit", "--message", "Budget")

    @property
    def is_empty(self) -> bool:
        return self.git("rev-parse", "--verify", "HEAD").returncode != 0


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    (tmp_path / "repository").mkdir()
    return Repository(tmp_path / "repository", tmp_path)


@needs_git
def test_the_hook_blocks_a_faulty_budget_and_lets_the_right_one_through(
    repository: Repository,
) -> None:
    shutil.copy(FAULTY, repository.folder / "budget 2024.xlsx")
    blocked = repository.commit()
    assert blocked.returncode == 1
    assert "B001" in blocked.stdout + blocked.stderr
    assert repository.is_empty
    right_budget(repository.folder).rename(repository.folder / "budget 2024.xlsx")
    through = repository.commit()
    assert through.returncode == 0, through.stdout + through.stderr
    assert not repository.is_empty


@needs_git
def test_the_hook_checks_the_project_whose_declarations_change(repository: Repository) -> None:
    for name in ("budget.xlsx", "ledger.xlsx", "hours.xlsx", "grantcalc.toml"):
        shutil.copy(DRAMMEN / name, repository.folder)
    assert repository.commit().returncode == 0
    declared = repository.folder / "grantcalc.toml"
    declared.write_text(declared.read_text("utf-8").replace('name = "', 'nme = "', 1), "utf-8")
    assert repository.commit().returncode == 1


@needs_git
def test_the_hook_leaves_other_files_alone(repository: Repository) -> None:
    shutil.copy(FAULTY, repository.folder / "accounts.xlsx")
    (repository.folder / "~$budget.xlsx").write_bytes(b"a lock file")
    (repository.folder / "budget.md").write_text("no budget", "utf-8")
    done = repository.commit()
    assert done.returncode == 0
    assert "(no files to check)Skipped" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "is_checked"),
    [
        ("budget.xlsx", True),
        ("grants/2024/Prosjektbudsjett v2.XLSX", True),
        ("BUDSJETT.ods", True),
        ("budsjet.csv", True),
        ("projects/library/grantcalc.toml", True),
        ("budget/accounts.xlsx", False),
        ("budget.xlsx.bak", False),
        ("grants/~$budget.xlsx", False),
        ("grants/.~lock.budget.ods#", False),
    ],
)
def test_the_hook_takes_files_by_their_names(name: str, is_checked: bool) -> None:
    (hook,) = HOOKS
    taken = re.search(hook["files"], name) and not re.search(hook["exclude"], name)
    assert bool(taken) is is_checked


def test_pre_commit_takes_the_hooks_file_for_valid(tmp_path: Path) -> None:
    done = run(
        PROGRAMS / "pre-commit",
        "validate-manifest",
        ".pre-commit-hooks.yaml",
        cwd=ROOT,
        env=environment(tmp_path),
    )
    assert done.returncode == 0, done.stdout


# GitHub


def test_no_input_of_the_action_becomes_a_part_of_a_script() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not [script for script in scripts if "${{" in script]
    used = set(re.findall(r"inputs\.([a-z-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])


class Job:
    """One step of the action, run as GitHub's runner runs a step with `shell: bash`."""

    def __init__(self, name: str, folder: Path, workspace: Path, **inputs: str) -> None:
        (step,) = [step for step in ACTION["runs"]["steps"] if step["name"] == name]
        given = {key: declared["default"] for key, declared in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): text for key, text in inputs.items()}
        files = {
            "GITHUB_OUTPUT": folder / "output",
            "GITHUB_STEP_SUMMARY": folder / "summary.md",
        }
        variables = {
            key: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda m: given[m[1]], text)
            for key, text in step["env"].items()
        }
        where = {"GITHUB_WORKSPACE": str(workspace), "GITHUB_ACTION_PATH": str(ROOT)}
        named = {key: str(path) for key, path in files.items()}
        script = folder / "step.sh"
        script.write_text(step["run"], "utf-8")
        done = run(
            *("bash", "--noprofile", "--norc", "-eo", "pipefail", script),
            cwd=workspace / given["working-directory"],
            env=environment(folder, **variables, **where, **named),
        )
        self.code, self.log, self.errors = done.returncode, done.stdout, done.stderr
        self.outputs = dict(
            line.split("=", 1) for line in _text(files["GITHUB_OUTPUT"]).splitlines()
        )
        self.summary = _text(files["GITHUB_STEP_SUMMARY"])


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


@needs_bash
def test_the_action_annotates_summarises_and_writes_sarif(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    shutil.copytree(EXAMPLES / "faulty", workspace / "our budgets")
    job = Job(
        "Check budgets",
        tmp_path,
        workspace,
        paths="wrong-total.xlsx\nunbal*.xlsx\r\n\n",
        working_directory="our budgets",
        upload_sarif="true",
    )
    assert job.code == 1
    assert job.log.splitlines()[0].startswith(
        "::error file=our budgets/wrong-total.xlsx,title=grantcalc%3A Budsjett!B9%3A B001 "
    )
    assert "unbalanced.xlsx" in job.log
    assert job.outputs == {"exit-code": "1", "sarif-file": "our budgets/grantcalc.sarif"}
    log = json.loads((workspace / job.outputs["sarif-file"]).read_text("utf-8"))
    assert {result["ruleId"] for result in log["runs"][0]["results"]} == {"B001", "C002", "F001"}
    assert job.summary.startswith("## grantcalc: the check of 2 files fails\n")


@needs_bash
def test_the_action_passes_a_right_budget_in_silence(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    right_budget(workspace)
    job = Job("Check budgets", tmp_path, workspace)
    assert job.code == 0, job.errors
    assert job.log == "0 errors, 0 warnings, 0 notes.\n"
    assert job.outputs == {"exit-code": "0"}


@needs_bash
def test_the_actions_inputs_are_those_of_the_command_line(tmp_path: Path) -> None:
    faulty = EXAMPLES / "faulty"
    job = Job(
        "Check budgets",
        tmp_path,
        faulty,
        paths=FAULTY.name,
        select="B,C",
        ignore="B001",
        fail_on="info",
        args="--statistics\n--exit-zero",
        annotations="false",
        summary="false",
    )
    assert job.code == 0
    assert "C002" in job.log
    assert "B001" not in job.log
    assert "::notice" not in job.log
    assert job.summary == ""
    strict = Job("Check budgets", tmp_path, faulty, paths=FAULTY.name, select="C", fail_on="info")
    assert strict.code == 1


@needs_bash
def test_the_action_fails_with_2_where_a_file_cannot_be_read(tmp_path: Path) -> None:
    shutil.copy(FAULTY, tmp_path)
    job = Job("Check budgets", tmp_path, tmp_path, paths=f"{FAULTY.name}\nmissing.xlsx")
    assert job.code == 2
    assert job.outputs["exit-code"] == "2"
    assert job.log.count("::error ") == 2
    wrong = Job("Check budgets", tmp_path, tmp_path, select="B999", sarif_file="x.sarif")
    assert wrong.code == 2
    assert "sarif-file" not in wrong.outputs


@needs_bash
@pytest.mark.parametrize(
    "text", ["$(touch evil)", '"; touch evil; `touch evil`', "--output=evil", "-h"]
)
def test_no_input_of_the_action_is_run_or_taken_for_an_option(tmp_path: Path, text: str) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    job = Job("Check budgets", tmp_path, workspace, paths=text, select="B001", sarif_file=text)
    assert job.code == 2
    assert not (workspace / "evil").exists()


@needs_bash
@pytest.mark.parametrize(("version", "what"), [("", str(ROOT)), ("0.1.0", "grantcalc==0.1.0")])
def test_the_action_installs_itself_or_the_version_asked_for(
    tmp_path: Path, version: str, what: str
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    python = programs / "python"
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', "utf-8")
    python.chmod(0o755)
    (step,) = [s for s in ACTION["runs"]["steps"] if s["name"] == "Install grantcalc"]
    env = environment(tmp_path, VERSION=version, GITHUB_ACTION_PATH=str(ROOT))
    env["PATH"] = f"{programs}{os.pathsep}{env['PATH']}"
    done = run("bash", "-eo", "pipefail", "-c", step["run"], cwd=tmp_path, env=env)
    assert done.stdout.splitlines()[:3] == ["-m", "pip", "install"]
    assert done.stdout.splitlines()[-1] == what


# The page


def snippet(*keys: str) -> Any:
    """The YAML of the page that has these keys at its top."""
    (found,) = [
        read
        for block in blocks("yaml")
        if isinstance(read := yaml.safe_load(block), dict) and set(keys) <= set(read)
    ]
    return found


def test_the_pages_workflow_gives_the_action_inputs_that_it_has() -> None:
    (step,) = [s for s in snippet("jobs")["jobs"]["check"]["steps"] if "with" in s]
    assert set(step["with"]) <= set(ACTION["inputs"])
    rows = re.findall(r"^\| (`[a-z`, -]+`) \|(.*?)\|", PAGE, re.M)
    defaults = {
        name: default.strip(" `")
        for names, default in rows
        for name in re.findall("[a-z-]+", names)
    }
    for name, declared in ACTION["inputs"].items():
        assert defaults[name] == declared["default"]


def test_the_pages_hooks_are_those_that_there_are() -> None:
    (hook,) = HOOKS
    configured = [yaml.safe_load(block) for block in blocks("yaml") if "hooks:" in block]
    assert len(configured) == 2
    for config in configured:
        assert [one["id"] for one in config["repos"][0]["hooks"]] == [hook["id"]]


def test_the_pages_declarations_are_valid() -> None:
    (text,) = blocks("toml")
    Config.model_validate(tomllib.loads(text))


@needs_bash
def test_the_pages_gitlab_job_fails_and_writes_both_reports(tmp_path: Path) -> None:
    job = snippet("budgets")["budgets"]
    shutil.copytree(EXAMPLES / "faulty", tmp_path / "budgets")
    env = environment(tmp_path, CI_PROJECT_DIR=str(tmp_path))
    (script,) = job["script"]
    done = run("bash", "-eo", "pipefail", "-c", script, cwd=tmp_path, env=env)
    assert done.returncode == 1
    assert "budgets/wrong-total.xlsx:Budsjett!B9: error B001" in done.stdout
    reports = job["artifacts"]["reports"]
    issues = json.loads((tmp_path / reports["codequality"]).read_text("utf-8"))
    assert "budgets/wrong-total.xlsx" in {issue["location"]["path"] for issue in issues}
    assert "<testsuites" in (tmp_path / reports["junit"]).read_text("utf-8")


@needs_bash
def test_the_pages_way_to_begin_with_old_budgets_works(tmp_path: Path) -> None:
    (script,) = blocks("sh")
    shutil.copytree(EXAMPLES / "faulty", tmp_path / "budgets")
    without_git = script.replace("git add", "test -f")
    env = environment(tmp_path)
    done = run("bash", "-eo", "pipefail", "-c", without_git, cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy(FAULTY, tmp_path / "budgets" / "new-budget.xlsx")
    last = script.strip().splitlines()[-1]
    assert run("bash", "-c", last, cwd=tmp_path, env=env).returncode == 1
