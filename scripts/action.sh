#!/usr/bin/env bash
# The steps of action.yml: "action.sh install", then "action.sh audit". Inputs come as INPUT_...; nothing in them is
# ever read as shell, and none becomes an option that it is not. Runs in bash 3.2, which macOS has.
#
# Python is isolated (-I): the checkout that is audited may hold a pip.py or json.py of somebody's own.
set -euo pipefail

folder="$RUNNER_TEMP/healthaudit"
venv="$folder/venv"
newline=$'\n'

install() {
    "$PYTHON" -I -m venv "$venv"
    python -m pip install --quiet --no-input --disable-pip-version-check \
        --constraint "$GITHUB_ACTION_PATH/constraints.txt" "$GITHUB_ACTION_PATH"
}

python() {
    local program="$venv/bin/python"
    [ -x "$program" ] || program="$venv/Scripts/python.exe" # Windows
    "$program" -I -X utf8 "$@"
}

audit() {
    sarif=${INPUT_SARIF_FILE:-$folder/healthaudit.sarif}
    markdown="$folder/healthaudit.md"
    json="$folder/healthaudit.json"
    case $sarif in
        *"$newline"*) refuse "sarif-file: has more than one line; name one file" ;;
        *.sarif | *.sarif.json) ;;
        *) refuse "sarif-file: must end in .sarif or .sarif.json" ;;
    esac
    yes_or_no annotations "$INPUT_ANNOTATIONS"
    yes_or_no summary "$INPUT_SUMMARY"
    yes_or_no new-only "$INPUT_NEW_ONLY"
    yes_or_no upload-sarif "$INPUT_UPLOAD_SARIF"

    command=(python -m healthaudit audit)
    option profile "$INPUT_PROFILE"
    option fail-on "$INPUT_FAIL_ON"
    option min-score "$INPUT_MIN_SCORE"
    option config "$INPUT_CONFIG"
    option baseline "$INPUT_BASELINE"
    option since "$INPUT_SINCE"
    [ "$INPUT_NEW_ONLY" != true ] || command+=(--new-only)
    [ "$INPUT_ANNOTATIONS" != true ] || command+=(--format=github)
    lines "$INPUT_ARGS"
    command+=("--output=$sarif" "--output=$markdown" "--output=$json" --)
    lines "$INPUT_PATHS"

    rm -f -- "$sarif" "$markdown" "$json" # of an earlier run in this job
    code=0
    run || code=$?

    [ "$INPUT_SUMMARY" != true ] || [ ! -e "$markdown" ] || cat "$markdown" >>"$GITHUB_STEP_SUMMARY"
    [ -e "$sarif" ] || sarif=
    [ -e "$markdown" ] || markdown=
    tell "$code"
}

# The audit, once. File names and pages must not speak to the runner: commands count only in the annotations.
run() {
    local token code=0
    token=$(python -c 'import secrets; print(secrets.token_hex(16))' | tr -d '\r')
    echo "::stop-commands::$token"
    if [ "$INPUT_ANNOTATIONS" = true ]; then
        "${command[@]}" 2>&1 >"$folder/annotations" || code=$?
    else
        "${command[@]}" 2>&1 || code=$?
    fi
    echo "::$token::"
    [ "$INPUT_ANNOTATIONS" != true ] || cat "$folder/annotations"
    return "$code"
}

# Outputs of the step. The step itself succeeds: the last one of the action fails the job.
tell() {
    {
        echo "exit-code=$1"
        echo "score=$(score)"
        echo "sarif-file=$sarif"
        echo "markdown-file=$markdown"
    } >>"$GITHUB_OUTPUT"
}

score() {
    [ -e "$json" ] || return 0
    python - "$json" <<'PYTHON' | tr -d '\r'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    scores = [page["score"] for page in json.load(file)["pages"] if page["score"] is not None]
print(min(scores, default=""))
PYTHON
}

# What the user wrote is not repeated: it could be a command to the runner.
refuse() {
    echo "::error title=healthaudit::$1"
    sarif= markdown= json=
    tell 2
    exit 0
}

yes_or_no() { case $2 in true | false) ;; *) refuse "$1: is neither true nor false" ;; esac }

option() { [ -z "$2" ] || command+=("--$1=$2"); }

lines() {
    local line
    while IFS= read -r line; do
        line=${line%$'\r'}
        [ -z "$line" ] || command+=("$line")
    done <<<"$1"
}

"$1"
