# Processes that a script starts in the background, and ends by their ids; sourced, never run.
# shellcheck shell=bash

declare -A process=() # id of each, by name

# Starts a process. $1: its name, then the command. Its output goes to $folder/logs/NAME.log.
# It has a session of its own, so that Ctrl-C reaches this script alone, which then ends it in order.
start() {
	local name=$1
	shift
	setsid "$@" >"$folder/logs/$name.log" 2>&1 </dev/null &
	process[$name]=$!
}

process_ids() { printf '%s\n' "${process[@]}" | xargs; }

# Waits until a command succeeds. $1: seconds of patience, $2: what is waited for, then the command.
wait_until() {
	local patience=$1 what=$2 start=$SECONDS
	shift 2
	until "$@"; do
		check_processes
		((SECONDS - start < patience)) || die "$what did not come within $patience s"
		sleep 1
	done
}

# Ends the script when one of the processes is gone.
check_processes() {
	local name
	for name in "${!process[@]}"; do
		kill -0 "${process[$name]}" 2>/dev/null || die "the process $name ended by itself"
	done
}

# Asks all processes to end, waits for them, and ends those that do not.
stop_processes() {
	local id _
	((${#process[@]})) || return 0
	kill "${process[@]}" 2>/dev/null || true
	for _ in {1..100}; do
		kill -0 "${process[@]}" 2>/dev/null || break
		sleep 0.1
	done
	for id in "${process[@]}"; do
		kill -0 "$id" 2>/dev/null && kill -KILL "$id" 2>/dev/null || true
	done
	wait "${process[@]}" 2>/dev/null || true
	process=()
}

# Shows the end of each process's log.
show_logs() {
	local name
	for name in "${!process[@]}"; do
		printf '\n--- the end of %s\n' "$folder/logs/$name.log" >&2
		tail -n 12 "$folder/logs/$name.log" >&2 || true
	done
}

# Prints $1 ports of the loopback address that nobody listens on.
free_ports() {
	local wanted=$1 port
	for port in $(shuf -i 20000-32000); do
		((wanted)) || break
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
		printf '%d ' "$port"
		wanted=$((wanted - 1))
	done
}
