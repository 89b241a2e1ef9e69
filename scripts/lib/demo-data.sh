# Three bring handwriting into a pool, a worker scores it, a buyer trains a model on it; sourced by scripts/demo, never run.
# shellcheck shell=bash

readonly stake=100 price=100 day=28800 # PZA at stake, PZA for a unit, blocks in which income flows to stakers
readonly contributors=(Charlie Dave Eve)
# Which rows of the data set each brings. A quarter of Dave's are Charlie's too; 60 of Eve's have false labels.
declare -rA skip=([Charlie]=0 [Dave]=330 [Eve]=760) rows=([Charlie]=430 [Dave]=430 [Eve]=430)
declare -rA mislabel=([Charlie]=0 [Dave]=0 [Eve]=60)

demo() {
	local -A before score fees tokens claimed
	local name program pool started licence all fetched block measurement

	section 'A scorer: an attested worker that says how good handwriting is'
	start blobs "$bin/piazza" blob serve --dir "$PIAZZA_BLOBS" --listen "127.0.0.1:${ports[1]}"
	"$bin/scoring" program --out "$folder/scoring.wasm" >/dev/null
	measurement=0x$(sha384sum "$folder/scoring.wasm" | cut -d' ' -f1)
	configure_worker Bob
	scorer=http://127.0.0.1:${ports[next_port]}
	sed -i -e 's/^source = "none"/source = "software"/' \
		-e "s/^# device = .*/device = \"demo\"\nmeasurement = \"$measurement\"/" "$folder/Bob/worker.toml"
	cat >>"$folder/Bob/worker.toml" <<-END

		[scoring]
		module = "$folder/scoring.wasm"
		listen = "${scorer#http://}"
	END
	start_worker Bob
	note 'its evidence is that of software that stands in for an enclave, which development chains alone believe'

	section 'A pool'
	address[Ferdie]=$(account //Ferdie)
	program=$(piazza program register --enclave "$measurement" --key //Ferdie --json | field id)
	say 'Rows of 64 pixels, 0 to 16, and a digit: unsigned bytes; before them their length in bytes (u32, little-endian).' \
		>"$folder/schema"
	say 'Train models with it. Do not hand the rows on.' >"$folder/conditions"
	is_served() { piazza blob put "$folder/schema" >/dev/null && (exec 3<>"/dev/tcp/127.0.0.1/${ports[1]}") 2>/dev/null; }
	wait_until 30 'the blob server' is_served
	pool=$(piazza pool create --schema "$folder/schema" --conditions "$folder/conditions" --scoring enclave \
		--program "$program" --reader "$program" --price "$price" --key //Ferdie --json | field pool)
	say "Ferdie made pool $pool: 10 % of what is sold is his, 5 % the treasury's, 85 % the contributors'"

	section 'Three bring real rows, and the scorer looks at each before'
	for name in "${contributors[@]}"; do
		address[$name]=$(account "//$name")
		"$bin/digits" rows --skip "${skip[$name]}" --rows "${rows[$name]}" --mislabel "${mislabel[$name]}" \
			--out "$folder/$name.rows" >/dev/null
		piazza pool ask "$pool" --file "$folder/$name.rows" --scorer "$scorer" --proof "$folder/$name.proof" \
			--key "//$name" >/dev/null
		piazza pool contribute "$pool" --file "$folder/$name.rows" --proof "$folder/$name.proof" --key "//$name" --json \
			>"$folder/$name.brought"
		score[$name]=$(field score <"$folder/$name.brought") tokens[$name]=$(field tokens <"$folder/$name.brought")
	done
	piazza pool contributions "$pool" | with_names
	"$bin/digits" rows --skip 1 --rows 429 --out "$folder/copy.rows" >/dev/null
	if piazza pool ask "$pool" --file "$folder/copy.rows" --scorer "$scorer" --proof "$folder/copy.proof" --key //Ferdie \
		>"$folder/copy" 2>&1; then copy=taken; else copy=refused; fi
	say "Ferdie tries with Charlie's rows, all but one: $(tail -1 "$folder/copy")"

	section 'Alice buys a licence, and trains on what it lets her read'
	for name in Alice "${contributors[@]}" Ferdie; do before[$name]=$(total "//$name"); done
	block=$(piazza chain --json | field number)
	buy first
	licence=$(field licence <"$folder/first") started=$(field block <"$folder/first")
	fetch "$licence" first
	all=$fetched
	learn_from first

	section 'Income flows to the contributors'
	has_flowed() { (($(piazza chain --json | field number) >= started + 15)); }
	wait_until 120 'some blocks' has_flowed
	for name in "${contributors[@]}"; do
		piazza pool claim "$pool" --key "//$name" --json >"$folder/$name.claim"
		claimed[$name]=$(field amount <"$folder/$name.claim") fees[$name]=$(field fee <"$folder/$name.claim")
		say "$name claimed after $(($(field block <"$folder/$name.claim") - started)) of $day blocks"
	done
	piazza pool collect "$pool" --key //Ferdie --json >"$folder/collected"
	kept=$(piazza pool show "$pool" --json | field kept)

	section 'Eve leaves, and Alice buys another licence'
	piazza pool choose "$pool" close --key //Eve --json >"$folder/closed"
	fees[Eve]=$((fees[Eve] + $(field fee <"$folder/closed")))
	buy second
	fetch "$(field licence <"$folder/second")" second
	learn_from second
	later=$fetched
	fetch "$licence" again

	section 'What came of it'
	show_audit "$block"
	check_money
	expect 'the first licence let read all three contributions' 3 "$all"
	expect 'the second lets read two: not what Eve brought' 2 "$later"
	expect 'the first lets read all three still' 3 "$fetched"
	expect "Charlie's rows scored more than Dave's, a quarter of which were known, and Eve's, some of which are wrong" yes \
		"$( ((score[Charlie] > score[Dave] && score[Charlie] > score[Eve])) && printf yes || printf no)"
	expect 'a copy of what the pool has is worth nothing' refused "$copy"
	expect 'at least 90 of 100 test pictures are read rightly by the model of all rows' yes \
		"$( ((right_of_all * 100 >= 90 * 500)) && printf yes || printf no)"
}

# Buys a licence for three units, and keeps what came of it in $folder/$1.
buy() {
	piazza pool license "$pool" --purpose 'train a model of digits' --units 3 --max-price $((3 * price)) --key //Alice \
		--json >"$folder/$1"
	say "Alice bought licence $(field licence <"$folder/$1") for $((3 * price)) PZA"
}

# Fetches what licence $1 lets read into $folder/alice/$2; sets $fetched to how many contributions that is.
fetch() {
	fetched=$(piazza pool fetch "$pool" "$1" --out "$folder/alice/$2" --blobs "$folder/alice/blobs" --json | field fetched)
	say "licence $1 lets read $fetched contributions"
}

# Trains a model on the first contribution of $folder/alice/$1, on two, on all; sets $right_of_all.
learn_from() {
	local files=() file learnt
	for file in "$folder/alice/$1"/*; do
		files+=(--data "$file")
		learnt=$("$bin/digits" learn "${files[@]}")
		say "  $learnt"
	done
	[[ $1 != first ]] || right_of_all=$(sed -n 's/.*: \([0-9]*\) of the 500 .*/\1/p' <<<"$learnt")
}

check_money() {
	local name due total_score=0 expected paid=$((3 * price * unit)) sum=0
	printf '\nChecks, to the last unit:\n'
	expect 'Alice paid two licences and the fees, and nothing else' \
		$((-2 * paid - $(field fee <"$folder/first") - $(field fee <"$folder/second"))) $(($(total //Alice) - before[Alice]))
	expect 'Ferdie, who owns the pool, had 10 % of the first' \
		$((paid / 10 - $(field fee <"$folder/collected"))) $(($(total //Ferdie) - before[Ferdie]))
	for name in "${contributors[@]}"; do total_score=$((total_score + score[$name])) sum=$((sum + claimed[$name])); done
	for name in "${contributors[@]}"; do
		expect "$name has a token for each millionth of the score, times a million" $((score[$name] * 1000000)) "${tokens[$name]}"
		expect "$name was paid what was claimed, less the fees" $((claimed[$name] - fees[$name])) \
			$(($(total "//$name") - before[$name]))
		# Flow until the block of the claim, by the part of all scores. Rounding takes a few units at the most.
		due=$((paid * 85 / 100 * ($(field block <"$folder/$name.claim") - started) / day))
		expected=$((due * score[$name] / total_score))
		expect "$name's part of 85 %, by score and blocks passed, to a millionth" 0 \
			$(((claimed[$name] - expected) / (expected / 1000000)))
	done
	expect 'what they claimed and what is kept for them is 85 % of the first licence' $((paid * 85 / 100)) $((sum + kept))
	expect 'nothing was made but the reward of blocks, and the issuance equals the sum of all accounts' ok "$audited"
}

try_next() {
	cat <<-END
		    piazza pool show $pool
		    piazza pool account $pool //Eve
		    piazza pool choose $pool open --key //Eve
		    piazza pool ask $pool --file FILE --scorer $scorer --proof proof --key //Dave
	END
}
