# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# One native build serves demo, tests and CI. It lies outside the clone, so that a new clone starts warm.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/piazza/target}
# The runtime's build script looks for the workspace above the target folder, unless it is told.
export WASM_BUILD_WORKSPACE_HINT=$root
# A runtime built without its wasm would pass for a whole one.
unset SKIP_WASM_BUILD

# rustup puts itself on the PATH of new shells only.
[[ -d $HOME/.cargo/bin && :$PATH: != *:$HOME/.cargo/bin:* ]] && PATH=$HOME/.cargo/bin:$PATH

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
	bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
	bold='' dim='' red='' green='' plain=''
fi

say() { printf '%s\n' "$*"; }
note() { printf '%s%s%s\n' "$dim" "$*" "$plain"; }
warn() { printf '%s%s%s\n' "$red" "$*" "$plain" >&2; }

# Ends the script: what is wrong, then, line by line, what to do about it.
die() {
	printf '%serror:%s %s\n' "$red$bold" "$plain" "$1" >&2
	shift
	(($# == 0)) || printf '       %s\n' "$@" >&2
	exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Prints the comment at the head of the calling script: its --help.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

# "75" -> "1 min 15 s"
duration() {
	if (($1 < 60)); then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi
}

# Reads the value of the field $1 from the JSON that the command line prints: one field a line.
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" | head -1; }

# Builds the programs, unless $1 is "no". Sets $bin, where they are, and $node.
build_programs() {
	bin=$CARGO_TARGET_DIR/debug node=$CARGO_TARGET_DIR/debug/piazza-node
	if [[ $1 != no ]]; then
		"$root/scripts/setup" --no-tests
		note "build folder: $CARGO_TARGET_DIR (the first build compiles about a thousand crates)"
		(cd "$root" && cargo build --locked --bins) || die 'the build failed' 'see the messages above'
	fi
	[[ -x $node ]] || die "there is no node at $node" 'leave out --no-build'
}

# Waits until a command succeeds, and says so every ten seconds. $1: seconds of patience, $2: what is waited for, then
# the command. Fails when it does not come.
await() {
	local patience=$1 what=$2 start=$SECONDS told=0
	shift 2
	until "$@"; do
		((SECONDS - start < patience)) || { warn "$what did not come within $(duration "$patience")"; return 1; }
		if ((SECONDS - start >= told + 10)); then
			told=$((SECONDS - start))
			note "  waiting for $what ($told s of at most $patience s)"
		fi
		sleep 1
	done
}
