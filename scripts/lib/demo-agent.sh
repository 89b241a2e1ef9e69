# An agent rents, buys a licence and pays ten thousand calls by one channel; sourced by scripts/demo, never run.
# shellcheck shell=bash

# Blocks come much faster than every three seconds: what takes half an hour on a chain of its own pace takes minutes.
node_switches=(--seal interval=400)

# In PZA: at stake for a machine of class 1, the agent's purse, a licence, a block of rent; the calls are 0.001 each.
readonly stake=1500 purse=1000 licence=100 rate=0.5
readonly calls=10000 pictures=500 paid=10
# Of what the worker computes, this is false.
readonly falsified=7000
readonly checkers=(//Dave //Eve //Ferdie //Dave//stash //Eve//stash)

demo() {
	local -A before
	local name block program gateway scorer measurement pool order lease begun rent called index

	section 'A worker that rents out its machine, scores data, and sells calls'
	start blobs "$bin/piazza" blob serve --dir "$PIAZZA_BLOBS" --listen "127.0.0.1:${ports[1]}"
	"$bin/digits" program --out "$folder/digits.wasm" >/dev/null
	"$bin/scoring" program --out "$folder/scoring.wasm" >/dev/null
	is_served() { (exec 3<>"/dev/tcp/127.0.0.1/${ports[1]}") 2>/dev/null; }
	wait_until 30 'the blob server' is_served
	program=$(piazza program register --file "$folder/digits.wasm" --key //Charlie --json | field id)
	measurement=0x$(sha384sum "$folder/scoring.wasm" | cut -d' ' -f1)
	configure_worker Charlie
	scorer=http://127.0.0.1:${ports[next_port]} gateway=http://127.0.0.1:${ports[next_port + 1]}
	sed -i -e 's/^source = "none"/source = "software"/' -e 's/^enabled = false/enabled = true/' \
		-e "s/^# device = .*/device = \"demo\"\nmeasurement = \"$measurement\"/" "$folder/Charlie/worker.toml"
	cat >>"$folder/Charlie/worker.toml" <<-END

		[[leasing.price]]
		class = 1
		rate = "$rate"

		[scoring]
		module = "$folder/scoring.wasm"
		listen = "${scorer#http://}"

		[gateway]
		module = "$folder/digits.wasm"
		listen = "${gateway#http://}"
		price = "0.001"
		redeem_at = "100"
	END
	start_worker Charlie "--faulty=$falsified"
	note "one answer of $falsified is falsified, which nobody else knows"

	section 'Five checkers, who judge by themselves'
	for name in "${checkers[@]}"; do start_checker "$name"; done

	section 'A pool with the rows of one contributor'
	address[Dave]=$(account //Dave) address[Eve]=$(account //Eve)
	say 'Rows of 64 pixels, 0 to 16, and a digit.' >"$folder/schema"
	say 'Train models with it. Do not hand the rows on.' >"$folder/conditions"
	piazza blob put "$folder/schema" >/dev/null
	piazza blob put "$folder/conditions" >/dev/null
	name=$(piazza program register --enclave "$measurement" --key //Dave --json | field id)
	pool=$(piazza pool create --schema "$folder/schema" --conditions "$folder/conditions" --scoring enclave --program "$name" \
		--reader "$name" --price "$licence" --key //Dave --json | field pool)
	"$bin/digits" rows --rows 430 --out "$folder/rows" >/dev/null
	piazza pool ask "$pool" --file "$folder/rows" --scorer "$scorer" --proof "$folder/proof" --key //Eve >/dev/null
	piazza pool contribute "$pool" --file "$folder/rows" --proof "$folder/proof" --key //Eve >/dev/null
	say "Dave's pool $pool has 430 rows of Eve's; a licence for one unit costs $licence PZA"

	section 'An agent of Alice, and what the key of Bob may do for it'
	piazza agent register --key //Alice --json >"$folder/registered"
	agent=$(field agent <"$folder/registered")
	address[agent]=$(piazza agent show "$agent" --json | field account) address[Bob]=$(account //Bob)
	piazza transfer "${address[agent]}" "$purse" --key //Alice --json >"$folder/transfer"
	piazza agent grant "$agent" //Bob --kinds lease,licence,channel --per-call 150 --per-period 300 --key //Alice >/dev/null
	piazza agent mandate "$agent" //Bob | with_names
	refuse 'Bob pays himself 1 PZA' transfer //Bob 1
	refuse 'Bob puts 200 PZA into a channel' channel open "${address[Charlie]}" --deposit 200
	for name in agent Charlie "worker of Charlie"; do before[$name]=$(total "${address[$name]}"); done
	block=$(piazza chain --json | field number)

	section 'The agent rents a machine'
	order=$(as_agent order place --class 1 --max-rate 1 --deposit 100 --duration 10m --notice 1m | field order)
	has_a_bid() { piazza order bids "$order" --json | grep -q '"worker"'; }
	wait_until 60 'a bid' has_a_bid
	lease=$(as_agent order accept "$order" "${address[worker of Charlie]}" | field lease)
	begun=$(piazza lease show "$lease" --json | field started_at)
	piazza lease show "$lease" | with_names

	section 'The agent buys a licence'
	as_agent pool license "$pool" --purpose 'train a model of digits' --units 1 --max-price "$licence" >"$folder/license"
	has_run() { (($(piazza chain --json | field number) >= begun + 20)); }
	wait_until 60 'some blocks of rent' has_run
	as_agent lease close "$lease" >"$folder/closed"
	rent=$(field settled <"$folder/closed")
	say "it has bought licence $(field licence <"$folder/license"), and ended the lease; the rent was $(pza "$rent") PZA"

	section "The agent has $calls pictures read over HTTP"
	before[worker]=$(total "${address[worker of Charlie]}")
	piazza call "$gateway" | with_names
	"$bin/digits" sample --rows "$pictures" --input "$folder/pictures" --labels "$folder/labels"
	mkdir "$folder/inputs"
	split --bytes 64 --suffix-length 3 --numeric-suffixes "$folder/pictures" "$folder/inputs/"
	called=$SECONDS
	call_many "$gateway"
	say "$calls calls took $(duration $((SECONDS - called))); the last is signed for, and the worker may redeem"
	index=$(false_answer)
	[[ $index =~ ^[0-9]+$ ]] || die 'there should be one answer that differs from an earlier one' "see $folder/calls"
	say "answer $index is not the one that the same picture has had before"
	score_first

	section 'The worker settles them by one extrinsic'
	is_settled() { grep -q 'closed channel' "$folder/logs/worker-Charlie.log"; }
	wait_until 180 'the end of the channel' is_settled
	sed -n 's/.*\(redeemed channel.*\)/\1/p; s/.*\(closed channel.*\)/\1/p' "$folder/logs/worker-Charlie.log"
	piazza batch show 0 | with_names

	section 'The false answer is disputed by its leaf'
	"$bin/piazza-worker" compute --module "$folder/digits.wasm" --input "$(input_of "$index")" --output "$folder/right" \
		>"$folder/computed" 2>&1
	piazza batch dispute 0 --results "$results" --index "$index" --input "$(input_of "$index")" --file "$folder/right" \
		--key //Bob | with_names
	is_judged() { ! piazza batch show 0 >/dev/null 2>&1; }
	wait_until 300 'the verdict' is_judged
	piazza stake position provider //Charlie | with_names

	section 'What came of it'
	show_audit "$block"
	show_costs
	check_all
}

# Starts a checker that judges by itself, with the key $1.
start_checker() {
	local name=${1//\//-} short=${1#//} tried
	address[checker ${short//\/\// }]=$(account "$1")
	piazza stake open checker 1000 --key "$1" >/dev/null
	# The register is closed while a panel's seats could be guessed: at the beginning of each epoch.
	for tried in 1 2 3 4 5 6 7 8 9 10; do
		! piazza checker enrol --key "$1" >"$folder/enrolled" 2>&1 || break
		((tried < 10)) || die "$1 cannot become a checker" "$(tail -1 "$folder/enrolled")"
		sleep 2
	done
	printf 'node = "%s"\nkey = "%s"\ndata_dir = "%s"\n' "$PIAZZA_NODE" "$1" "$folder/judge$name" >"$folder/judge$name.toml"
	start "judge$name" "$bin/piazza-worker" judge --config "$folder/judge$name.toml"
	say "$1 staked 1000 PZA and judges"
}

# Sends a transaction as the agent, with Bob's key; prints what came of it as JSON.
as_agent() { piazza "$@" --as-agent "$agent" --key //Bob --json; }

# Shows that the agent's mandate does not let Bob do this. $1: in words, then the command.
refuse() {
	local what=$1
	shift
	if piazza "$@" --as-agent "$agent" --key //Bob >"$folder/refused" 2>&1; then
		wrong=$((wrong + 1))
		warn "$what, which should have been refused"
	else
		say "$what: $(tail -1 "$folder/refused")"
	fi
}

# Makes all calls at the gateway $1, and promises the last. Sets $results.
call_many() {
	local picture inputs=()
	for picture in "$folder"/inputs/*; do inputs+=(--input "$picture"); done
	# It fails when two answers to one picture differ, as is so here.
	piazza call "$1" "${inputs[@]}" --calls "$calls" --deposit 20 --max-price 0.001 --finish --records "$folder/records" \
		--as-agent "$agent" --key //Bob --json >"$folder/calls" || true
	results=$(field results <"$folder/calls")
	[[ $(field answers <"$folder/calls") == "$calls" ]] || die 'not all calls were answered' "$(tail -3 "$folder/calls")"
}

# The number of the answer that differs from an earlier one to the same picture.
false_answer() { tr -d ' \n' <"$folder/calls" | sed 's/.*"contradictions":\[\[[0-9]*,\([0-9]*\)\]\].*/\1/'; }

# The file of the picture that call $1 was about.
input_of() { printf '%s/inputs/%03d' "$folder" $(($1 % pictures)); }

# Says how many pictures were read rightly, by the first answer to each. Sets $score.
score_first() {
	local output
	while IFS=, read -r _ output; do cat "${results%/*}/contents/$output"; done < <(head -n "$pictures" "$results") >"$folder/read"
	score=$("$bin/digits" score --output "$folder/read" --labels "$folder/labels")
	say "Digits read: $score"
}

# Amounts in the smallest unit as PZA.
pza() { printf '%d.%012d' $(($1 / unit)) $(($1 % unit)) | sed 's/\.\{0,1\}0*$//'; }

# What it cost on the chain to pay for all calls. Sets $cheap.
show_costs() {
	local opened transfer redeemed
	opened=$(field fee <"$folder/calls")
	transfer=$(field fee <"$folder/transfer")
	redeemed=$((before[worker] - $(total "${address[worker of Charlie]}")))
	printf '\nPaying for %d calls on the chain:\n' "$calls"
	printf '  %-44s %s PZA\n' 'open the channel (the key of the agent)' "$(pza "$opened")" \
		'redeem the last voucher, close (the worker)' "$(pza "$redeemed")" \
		'for each call' "$(pza $(((opened + redeemed) / calls)))" \
		'a transfer for each call would cost, each' "$(pza "$transfer")"
	say "  that is $((transfer * calls / (opened + redeemed))) times as much"
	cheap=$( ((transfer * calls > 100 * (opened + redeemed))) && printf yes || printf no)
}

check_all() {
	local right=${score%% *}
	printf '\nChecks, to the last unit:\n'
	expect 'the agent paid rent, licence and calls, and nothing else' \
		$((-rent - (licence + paid) * unit)) $(($(total "${address[agent]}") - before[agent]))
	expect 'Charlie had the rent, less 2 %, and the price of the calls, and lost a bond of 20 PZA' \
		$((rent - rent / 50 + (paid - 20) * unit)) $(($(total "${address[Charlie]}") - before[Charlie]))
	expect "all $calls calls were paid by one transaction" 1 "$(grep -c 'redeemed channel' "$folder/logs/worker-Charlie.log")"
	expect '50 PZA are frozen of what Charlie has at stake' $((50 * unit)) \
		"$(piazza stake position provider //Charlie --json | field frozen)"
	expect 'at least 95 of 100 digits were read rightly' yes "$( ((right * 100 >= 95 * pictures)) && printf yes || printf no)"
	expect 'a call cost less than a hundredth of a transfer on the chain' yes "$cheap"
	expect 'nothing was made but the reward of blocks, and the issuance equals the sum of all accounts' ok "$audited"
}

try_next() {
	cat <<-END
		    piazza agent show $agent
		    piazza call $gateway
		    piazza call $gateway --input FILE --deposit 1 --key //Alice
		    piazza stake slashes
	END
}
