# Validators on this machine, each with a folder of its own in $base; sourced after common.sh, never run.
#
# The folder of a node holds its output (node.log), its database and keys (data/), its process (pid), what it is started
# with (args), where its RPC listens (rpc: a port) and where other nodes reach it (address).
# shellcheck shell=bash

validators=(alice bob charlie dave eve ferdie)

# --- one node ---

# Adds a node to the network. $1: its name, $2: port of its RPC, then its own arguments.
# Others reach it a hundred ports higher.
add_node() {
	local name=$1 rpc=$2 folder=$base/$1 id
	shift 2
	mkdir -p "$folder/data"
	[[ -e $folder/node-key ]] || od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' >"$folder/node-key"
	id=$("$node" key inspect-node-key --file "$folder/node-key") || die "the node's key is broken: $folder/node-key"
	printf '%s\n' "$rpc" >"$folder/rpc"
	printf '/ip4/127.0.0.1/tcp/%s/p2p/%s\n' $((rpc + 100)) "$id" >"$folder/address"
	printf '%s\n' "$@" --base-path "$folder/data" --node-key-file "$folder/node-key" --rpc-port "$rpc" \
		--listen-addr "/ip4/127.0.0.1/tcp/$((rpc + 100))" --database paritydb --no-mdns --no-prometheus --no-telemetry \
		--disable-log-color >"$folder/args"
}

# Starts a node that was added. It knows the others by their addresses.
start_node() {
	local folder=$base/$1 args=() other
	! is_up "$1" || return 0
	! listens "$(<"$folder/rpc")" || die "port $(<"$folder/rpc") of this machine is taken, and $1 needs it" \
		'another network may be running: stop it, or choose other ports with --port'
	mapfile -t args <"$folder/args"
	for other in $(node_names); do
		[[ $other == "$1" ]] || args+=(--bootnodes "$(<"$base/$other/address")")
	done
	(
		setsid "$node" "${args[@]}" >>"$folder/node.log" 2>&1 </dev/null &
		printf '%s\n' $! >"$folder/pid"
	)
}

# Ends a node, if it is up. $1: its name, $2: the signal; one that does not obey is killed.
end_node() {
	local pid
	is_up "$1" || { rm -f "$base/$1/pid"; return 0; }
	pid=$(<"$base/$1/pid")
	kill "-$2" "$pid" 2>/dev/null || true
	for _ in {1..30}; do
		is_up "$1" || break
		sleep 1
	done
	! is_up "$1" || kill -KILL "$pid" 2>/dev/null || true
	rm -f "$base/$1/pid"
}

# Whether the process that was started for a node runs; another that got its number since does not count.
is_up() {
	local pid
	pid=$(cat "$base/$1/pid" 2>/dev/null) && [[ $(ps -o args= -p "$pid" 2>/dev/null) == *"--base-path $base/$1/data"* ]]
}

# Whether somebody listens on port $1 of the loopback address.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Whether a line of a node's output has the text $2.
has_logged() { grep -qF "$2" "$base/$1/node.log"; }

# --- all nodes ---

# Names of the nodes in $base, by their ports.
node_names() {
	local file
	for file in "$base"/*/rpc; do
		[[ ! -e $file ]] || printf '%s %s\n' "$(<"$file")" "$(basename "$(dirname "$file")")"
	done | sort -n | cut -d' ' -f2
}

# Starts the validators of a new network, or those of the one that $base holds.
# $1: how many, $2: the chain, $3: port of the first one's RPC.
start_network() {
	local i
	mkdir -p "$base"
	printf '%s %s\n' "$1" "$2" >"$base/network"
	for ((i = 0; i < $1; i++)); do add_node "${validators[i]}" $(($3 + i)) --chain "$2" "--${validators[i]}"; done
	for ((i = 0; i < $1; i++)); do start_node "${validators[i]}"; done
}

stop_network() {
	local name ends=()
	for name in $(node_names); do
		end_node "$name" TERM &
		ends+=($!)
	done
	((${#ends[@]} == 0)) || wait "${ends[@]}"
}

# --- what the nodes say ---

# Ends the script on a machine where the nodes cannot be asked.
need_python() { has python3 || die 'python3 is missing: it speaks to the nodes' 'install it, for example: apt-get install python3'; }

# Calls an RPC method of a node. $1: its name, $2: the method, $3: the parameters as JSON. Prints the result: text as it
# is, nothing for null, all else as JSON. Fails when the node does not answer.
call() {
	python3 - "$(<"$base/$1/rpc")" "$2" "${3:-[]}" 2>/dev/null <<-'PYTHON'
		import json, sys, urllib.request
		port, method, params = sys.argv[1:]
		body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": json.loads(params)}).encode()
		request = urllib.request.Request(f"http://127.0.0.1:{port}", body, {"Content-Type": "application/json"})
		result = json.load(urllib.request.urlopen(request, timeout=10))["result"]
		print("" if result is None else result if isinstance(result, str) else json.dumps(result))
	PYTHON
}

# Number of the block of hash $2 (default: the best), as the node $1 knows it; 0 when the node does not answer.
number() {
	local hex
	hex=$(call "$1" chain_getHeader "[${2:+\"$2\"}]" | sed -n 's/.*"number": "0x\([0-9a-f]*\)".*/\1/p') || true
	printf '%d\n' "0x${hex:-0}"
}

finalized_hash() { call "$1" chain_getFinalizedHead; }
finalized() {
	local hash
	hash=$(finalized_hash "$1") && number "$1" "$hash" || printf '0\n'
}
peers() { call "$1" system_health | sed -n 's/.*"peers": \([0-9]*\).*/\1/p' || true; }
hash_at() { call "$1" chain_getBlockHash "[$2]"; }
is_finalized() { (($(finalized "$1") >= $2)); } # NODE NUMBER
