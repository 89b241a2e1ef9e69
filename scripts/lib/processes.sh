# Processes that a script starts in the background, and ends by their ids; sourced, never run.
# shellcheck shell=bash

declare -A process=() # id of each, by name
process_ids=()       # in the order of starting: the first is what the others need

# Starts a process. $1: its name, then the command. Its output goes to $folder/logs/NAME.log.
# It has a session of its own, so that Ctrl-C reaches this script alone, which then ends it in order.
start() {
	local name=$1
	shift
	setsid "$@" >"$folder/logs/$name.log" 2>&1 </dev/null &
	process[$name]=$!
	process_ids+=($!)
}

# As await, and ends the script when it does not come, or when one of the processes is gone.
wait_until() {
	local patience=$1 what=$2
	shift 2
	await "$patience" "$what" while_processes_run "$@" || die 'cannot go on without it'
}
while_processes_run() {
	check_processes
	"$@"
}

# Ends the script when one of the processes is gone.
check_processes() {
	local name
	for name in "${!process[@]}"; do
		kill -0 "${process[$name]}" 2>/dev/null || die "the process $name ended by itself"
	done
}

# Asks processes to end, waits for them, and ends those that do not. Also written into other scripts.
end_processes() {
	kill "$@" || true
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "$@" || return 0
		sleep 1
	done
	kill -KILL "$@" || true
}

# Ends all processes, last of all the one the others need.
stop_processes() {
	((${#process_ids[@]})) || return 0
	((${#process_ids[@]} == 1)) || end_processes "${process_ids[@]:1}" 2>/dev/null
	end_processes "${process_ids[0]}" 2>/dev/null
	wait "${process_ids[@]}" 2>/dev/null || true
	process=() process_ids=()
}

# Writes a script to $1 that does the same later, and then removes $folder.
write_stop_script() {
	{
		declare -f end_processes
		printf 'end_processes %s 2>/dev/null\n' "${process_ids[*]:1}" "${process_ids[0]}"
		printf 'rm -rf %q\n' "$folder"
	} >"$1"
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
