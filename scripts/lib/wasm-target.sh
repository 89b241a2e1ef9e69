# The core library of the runtime's target; sourced by scripts/setup.
# shellcheck shell=bash

wasm_target=wasm32v1-none

# Makes the compiler able to build for wasm32v1-none. $1: the only source to try, or empty for all in turn.
install_wasm_target() {
	target_works && return
	local found='' rung
	for rung in ${1:-rustup debian tarball}; do
		note "$wasm_target is missing; trying $rung"
		if "target_from_$rung" && target_works; then
			found=$rung
			break
		fi
	done
	[[ -n $found ]] || die "the Rust target $wasm_target could not be installed" \
		"on a machine that reaches static.rust-lang.org, run: rustup target add $wasm_target" \
		"or set PIAZZA_RUST_SRC to a tarball of library/ of Rust $(rust_version) (from the component rust-src)"
	# What was compiled against another core library does not fit the new one.
	[[ ! -d $CARGO_TARGET_DIR ]] ||
		find "$CARGO_TARGET_DIR" -maxdepth 7 -type d -name "$wasm_target" -prune -exec rm -rf {} +
	say "Installed the Rust target $wasm_target (from: $found)"
}

rust_version() { rustc --version | awk '{print $2}'; }
target_folder() { printf '%s/lib/rustlib/%s' "$(rustc --print sysroot)" "$wasm_target"; }

# Runs a command with a new folder as its last argument, and removes the folder whatever happens.
with_folder() (
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
	"$@" "$folder"
)

# Whether the compiler makes an optimised module for the target. A look at the folder would not do: core and alloc must
# be of this very compiler, and must carry the bitcode that the runtime's link-time optimisation needs.
target_works() { with_folder compile_probe; }

compile_probe() {
	rustc --target "$wasm_target" --edition 2021 --crate-name probe --crate-type cdylib -O -C lto=fat -C panic=abort \
		-o "$1/probe.wasm" - >/dev/null 2>&1 <<-'RUST'
			#![no_std]
			extern crate alloc;
			struct Nothing;
			unsafe impl core::alloc::GlobalAlloc for Nothing {
				unsafe fn alloc(&self, _: core::alloc::Layout) -> *mut u8 { core::ptr::null_mut() }
				unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {}
			}
			#[global_allocator]
			static ALLOCATOR: Nothing = Nothing;
			#[panic_handler]
			fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
			#[no_mangle]
			pub extern "C" fn probe(n: usize) -> usize { alloc::vec![1u8; n].len() }
		RUST
}

# --- the rungs: each leaves the target installed, or fails ---

target_from_rustup() {
	has rustup && timeout 180 rustup target add "$wasm_target" >/dev/null 2>&1
}

target_from_debian() {
	has apt-get && has dpkg-deb && with_folder build_from_debian
}

target_from_tarball() {
	[[ -n ${PIAZZA_RUST_SRC:-} ]] || { note "PIAZZA_RUST_SRC is not set"; return 1; }
	[[ -f $PIAZZA_RUST_SRC ]] || { note "PIAZZA_RUST_SRC names no file: $PIAZZA_RUST_SRC"; return 1; }
	with_folder build_from_tarball
}

build_from_debian() {
	local folder=$1 version package library
	version=$(rust_version)
	package=$(fetch_rust_src "$version" "$folder") || {
		note "Debian has no rust-src $version within reach"
		return 1
	}
	dpkg-deb -x "$package" "$folder/package" || return
	library=$(find_library "$folder/package") && build_core "$library" "$folder"
}

build_from_tarball() {
	local folder=$1 library
	mkdir "$folder/package"
	tar -xf "$PIAZZA_RUST_SRC" -C "$folder/package" && library=$(find_library "$folder/package") || {
		note "$PIAZZA_RUST_SRC is no tarball of Rust's library/"
		return 1
	}
	build_core "$library" "$folder"
}

# The folder `library/` of Rust's source below $1: the one that is a workspace of its own.
find_library() {
	local lock
	while IFS= read -r lock; do
		[[ -f ${lock%/Cargo.lock}/core/Cargo.toml ]] && printf '%s\n' "${lock%/Cargo.lock}" && return
	done < <(find "$1" -type f -path '*/library/Cargo.lock')
	return 1
}

# Fetches Debian's rust-src of exactly version $1 into the folder $2 and prints its path. The machine's own apt knows
# where its mirror is and how to reach it; everything else of apt is set aside, so that nothing is left behind.
fetch_rust_src() {
	local version=$1 folder=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror options='' apt suite exact
	mirror=$(debian_mirror)
	[[ -n $mirror ]] || return
	[[ -e $keyring ]] && options="[signed-by=$keyring]"
	apt=(
		-qq -o "Dir::State=$folder/state" -o "Dir::State::status=$folder/status" -o "Dir::Cache=$folder/cache"
		-o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
		-o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=30
	)
	mkdir -p "$folder/state/lists/partial" "$folder/cache/archives/partial"
	: >"$folder/status"
	for suite in $(debian_suites); do
		printf 'deb %s %s %s main\n' "$options" "$mirror" "$suite" >"$folder/sources.list"
		timeout 300 apt-get "${apt[@]}" update >/dev/null 2>&1 || continue
		exact=$(apt-cache "${apt[@]}" madison rust-src | awk -v v="$version" '
			$3 == v || index($3, v "+") == 1 || index($3, v "-") == 1 { print $3; exit }')
		[[ -n $exact ]] || continue
		(cd "$folder" && timeout 300 apt-get "${apt[@]}" download "rust-src=$exact" >/dev/null 2>&1) || continue
		find "$folder" -maxdepth 1 -name 'rust-src_*.deb' -print -quit
		return
	done
	return 1
}

# Where this machine gets its Debian from.
debian_mirror() {
	apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
		awk -v c="$(debian_codename)" '$1 ~ "^(" c "|oldstable|stable|testing)$" { print $2; exit }'
}

debian_codename() (. /etc/os-release && [[ ${ID:-} == debian ]] && printf '%s' "${VERSION_CODENAME:-none}")

# Where a newer compiler's source may be: backports of the next release first.
debian_suites() {
	local codename releases=(bookworm trixie forky duke) i
	codename=$(debian_codename)
	for i in "${!releases[@]}"; do
		[[ ${releases[i]} != "$codename" ]] ||
			printf '%s\n' "${releases[i + 1]:-testing}-backports" "$codename-backports" "${releases[i + 1]:-testing}"
	done
	printf 'sid\n'
}

# Builds core and alloc from the source folder $1 and installs them for the compiler; $2: a folder to work in.
# cargo looks for the source inside the compiler's sysroot, so it is shown a sysroot of links that has it there.
build_core() {
	local library=$1 folder=$2 real fake commit entry libs destination
	real=$(rustc --print sysroot) fake=$folder/sysroot
	commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
	mkdir -p "$fake/lib/rustlib/src/rust" "$folder/probe/src"
	for entry in "$real"/* "$real"/lib/* "$real"/lib/rustlib/*; do
		[[ -e $fake${entry#"$real"} || $entry == */"$wasm_target" ]] || ln -s "$entry" "$fake${entry#"$real"}"
	done
	mv "$library" "$fake/lib/rustlib/src/rust/library"
	printf '#!/bin/sh\nexec "%s/bin/rustc" --sysroot "%s" "$@"\n' "$real" "$fake" >"$folder/rustc"
	chmod +x "$folder/rustc"

	printf '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\npanic = "abort"\n[workspace]\n' \
		>"$folder/probe/Cargo.toml"
	printf '#![no_std]\n' >"$folder/probe/src/lib.rs"
	note "building core and alloc of Rust $(rust_version) for $wasm_target (about half a minute)"
	# Without bitcode the runtime's link-time optimisation fails; with the official paths its bytes do not tell where
	# this was built.
	(cd "$folder/probe" && env -u CARGO_TARGET_DIR -u CARGO_ENCODED_RUSTFLAGS -u RUSTC_WORKSPACE_WRAPPER \
		RUSTC="$folder/rustc" RUSTC_BOOTSTRAP=1 \
		RUSTFLAGS="-C embed-bitcode=yes --remap-path-prefix=$fake/lib/rustlib/src/rust=/rustc/$commit" \
		cargo build --quiet --release -Z build-std=core,alloc --target "$wasm_target" --target-dir "$folder/out") \
		2>"$folder/log" || {
		note "core and alloc do not build:"
		tail -20 "$folder/log" >&2
		return 1
	}

	libs=("$folder/out/$wasm_target/release/deps"/lib{core,alloc,compiler_builtins}-*.rlib)
	destination=$(target_folder)
	# The folder appears whole or not at all, and a broken one that was there is replaced.
	local new=$destination.new.$$
	mkdir -p "$new/lib" && cp "${libs[@]}" "$new/lib/" && rm -rf "$destination" && mv "$new" "$destination" || {
		rm -rf "$new"
		note "no permission to write to $destination"
		return 1
	}
}
