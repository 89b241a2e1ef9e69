# Real handwriting is read by three workers that do not trust one another; sourced by scripts/demo, never run.
# shellcheck shell=bash

readonly pictures=100 reward=300 bond=10 stake=100 replicas=3 quorum=2 deadline=40
readonly providers=(Bob Charlie Dave) faulty=Dave

demo() {
	local -A before
	local name switch
	section 'A program that reads digits'
	start tenant "$bin/piazza" blob serve --dir "$PIAZZA_BLOBS" --listen "127.0.0.1:${ports[1]}"
	"$bin/digits" program --out "$folder/tenant/digits.wasm" >/dev/null
	"$bin/digits" sample --rows "$pictures" --input "$folder/tenant/input" --labels "$folder/tenant/labels"
	is_serving() { (exec 3<>"/dev/tcp/127.0.0.1/${ports[1]}") 2>/dev/null; }
	wait_until 30 'the blob server' is_serving
	program=$(piazza program register --file "$folder/tenant/digits.wasm" --key //Alice --json | field id)
	[[ $program == 0x* ]] || die 'the program was not registered'
	say "Alice registered $program"

	section 'Three providers with a worker each'
	for name in "${providers[@]}"; do
		switch=()
		[[ $name != "$faulty" ]] || switch=(--faulty)
		configure_worker "$name"
		start_worker "$name" "${switch[@]}"
	done

	section "A job: $pictures pictures, $reward PZA, $quorum equal answers of $replicas"
	for name in Alice "${providers[@]}"; do before[$name]=$(total "//$name"); done
	block=$(piazza chain --json | field number)
	submitted=$(piazza job submit --program "$program" --input "$folder/tenant/input" --reward "$reward" --bond "$bond" \
		--replicas "$replicas" --quorum "$quorum" --deadline "$deadline" --key //Alice --json)
	job=$(field job <<<"$submitted")
	fee=$(field fee <<<"$submitted")
	say "Alice submitted job $job"
	piazza job watch "$job" | with_names

	section 'What came of it'
	piazza job output "$job" --output "$folder/tenant/output" >/dev/null
	score=$("$bin/digits" score --output "$folder/tenant/output" --labels "$folder/tenant/labels")
	say "Digits read: $score"
	show_audit "$block"

	# Of each seat's share the protocol keeps 2 %; the two who are right share the bond of the one who is not.
	share=$((reward / replicas * unit))
	paid=$((share - share / 50))
	gain=$((paid + bond * unit / 2))
	printf '\nChecks, to the last unit:\n'
	for name in "${providers[@]}"; do
		change=$(($(total "//$name") - before[$name]))
		if [[ $name == "$faulty" ]]; then
			expect "$name, whose worker is faulty, lost the bond of $bond PZA" $((-bond * unit)) "$change"
		else
			expect "$name was paid for the seat and half of $faulty's bond" "$gain" "$change"
		fi
	done
	expect 'Alice paid two seats and the transaction, and has the third seat back' \
		$((-2 * share - fee)) $(($(total //Alice) - before[Alice]))
	expect 'nothing was made but the reward of blocks, and the issuance equals the sum of all accounts' ok "$audited"
	right=${score%% *}
	expect "at least 95 of 100 digits are right" yes "$( ((right * 100 >= 95 * pictures)) && printf yes || printf no)"
}

try_next() {
	cat <<-END
		    piazza job show $job
		    piazza worker list
		    piazza balance //Bob
		    piazza job submit --program $program --input $folder/tenant/input --reward 30 --replicas 3 --quorum 2 --key //Alice --wait
	END
}
