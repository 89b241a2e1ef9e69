# A machine is rented by the block, killed, found missing, and pays for it; sourced by scripts/demo, never run.
# shellcheck shell=bash

# Class 1 asks for 1,000 PZA at stake for a machine, besides what every provider needs.
readonly stake=1500 class=1 class_bond=1000 max_rate=10 deposit=1000
declare -rA price=([Bob]=7 [Charlie]=9) # of a block, in PZA

demo() {
	local -A before
	local name order worker lease block started challenged fees=0 closed settled refunded

	section 'Two providers, whose workers bid by a table of prices'
	for name in Bob Charlie; do
		configure_worker "$name"
		sed -i 's/^enabled = false/enabled = true/' "$folder/$name/worker.toml"
		cat >>"$folder/$name/worker.toml" <<-END

			[[leasing.price]]
			class = $class
			gpus = 1
			rate = "${price[$name]}"
			asset = "PZA"
			min_duration = 20
			max_duration = 28800
			max_reclaim_window = 1200
		END
		start_worker "$name"
		say "$name asks ${price[$name]} PZA for a block of 3 seconds"
	done
	address[Dave]=$(account //Dave)
	for name in Alice Bob Charlie Dave; do before[$name]=$(total "//$name"); done
	block=$(piazza chain --json | field number)

	section "An order: a machine of class $class for at most $max_rate PZA a block, $deposit PZA put aside"
	order=$(piazza order place --class "$class" --max-rate "$max_rate" --deposit "$deposit" --duration 2h \
		--notice 1m --key //Alice --json | tee "$folder/order" | field order)
	fees=$((fees + $(field fee <"$folder/order")))
	has_two_bids() { (($(piazza order bids "$order" --json | grep -c '"worker"') == 2)); }
	wait_until 90 'two bids' has_two_bids
	piazza order bids "$order" | with_names
	worker=${address[worker of Bob]}
	piazza order accept "$order" "$worker" --key //Alice --json >"$folder/accept"
	lease=$(field lease <"$folder/accept")
	fees=$((fees + $(field fee <"$folder/accept")))
	say "Alice accepted the cheaper bid: lease $lease began"

	section 'Rent streams'
	started=$(piazza lease show "$lease" --json | field started_at)
	has_streamed() { (($(piazza chain --json | field number) >= started + 8)); }
	wait_until 90 'some blocks' has_streamed
	piazza lease show "$lease" | with_names

	section "Bob's worker is killed, and Dave doubts that it is there"
	kill -KILL "${process[worker-Bob]}"
	unset "process[worker-Bob]"
	piazza lease challenge "$lease" --key //Dave --json >"$folder/challenge"
	challenged=$(field block <"$folder/challenge")
	say "Dave put 10 PZA on it in block $challenged; nobody answers for two minutes"
	piazza lease watch "$lease" --json >"$folder/closed" || true
	settled=$(field settled <"$folder/closed") refunded=$(field refunded <"$folder/closed")

	section 'What came of it'
	piazza lease downtime "$worker" | with_names || true
	show_audit "$block"
	printf '\nChecks, to the last unit:\n'
	expect 'the lease ended for downtime' downtime "$(field reason <"$folder/closed" | tr '[:upper:]' '[:lower:]')"
	expect "Alice paid for the $((challenged - started)) blocks before the challenge" \
		$(((challenged - started) * price[Bob] * unit)) "$settled"
	expect 'all the rest went back to her' $((deposit * unit - settled)) "$refunded"
	expect 'Alice lost the rent and the fees of her transactions, and nothing else' \
		$((-settled - fees)) $(($(total //Alice) - before[Alice]))
	expect 'Bob had the rent, less 2 % for the treasury' $((settled - settled / 50)) $(($(total //Bob) - before[Bob]))
	expect "Charlie's deposit for its bid is back" 0 $(($(total //Charlie) - before[Charlie]))
	expect "Dave has the bond back, and paid the fee of the challenge" \
		$((-$(field fee <"$folder/challenge"))) $(($(total //Dave) - before[Dave]))
	expect "4 % of the class's bond is frozen of Bob's stake" $((class_bond * unit / 25)) \
		"$(piazza stake position provider //Bob --json | field frozen)"
	expect 'nothing was made but the reward of blocks, and the issuance equals the sum of all accounts' ok "$audited"

	section 'The machine comes back'
	start worker-Bob-again "$bin/piazza-worker" run --config "$folder/Bob/worker.toml"
	is_back() { piazza lease downtime "$worker" >/dev/null 2>&1; }
	wait_until 90 "the return of Bob's machine" is_back
	piazza lease downtime "$worker" | with_names
}

try_next() {
	cat <<-END
		    piazza lease rules
		    piazza order place --class 1 --max-rate 10 --duration 1h --key //Alice
		    piazza lease list
	END
}
