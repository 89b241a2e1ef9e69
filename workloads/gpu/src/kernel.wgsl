// C = A × B for matrices of signed 8-bit integers, exact.
//
// A word holds four elements: of A and B along their rows, in tiles along the inner dimension, as the dot product wants
// them. A workgroup makes 64×64 elements of C, each of its 16×16 invocations 4×4 of them. Sums stay within ±2³⁰.

struct Shape {
	// Rows of A and C.
	rows: u32,
	// Rows of B.
	inner: u32,
	// Columns of C.
	columns: u32,
	// Words in a row of A; what is behind its elements is zero.
	a_words: u32,
	// Words in a row of B.
	b_words: u32,
}

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> a: array<u32>;
@group(0) @binding(2) var<storage, read> b: array<u32>;
@group(0) @binding(3) var<storage, read_write> c: array<i32>;

// Invocations along each side of a workgroup, and words of the inner dimension in a tile.
const SIDE = 16u;
// One more than `SIDE`: invocations side by side then write to different banks.
const STRIDE = 17u;

// Four rows of A, or four columns of B, for each word of the inner dimension.
var<workgroup> a_tile: array<vec4<u32>, STRIDE * SIDE>;
var<workgroup> b_tile: array<vec4<u32>, STRIDE * SIDE>;

@compute @workgroup_size(SIDE, SIDE)
fn multiply(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
	let column = group.x * SIDE + local.x;
	let row = 4u * (group.y * SIDE + local.y);
	var sums0 = vec4<i32>();
	var sums1 = vec4<i32>();
	var sums2 = vec4<i32>();
	var sums3 = vec4<i32>();
	for (var start = 0u; start < shape.a_words; start += SIDE) {
		a_tile[local.x * STRIDE + local.y] = four_rows(row, start + local.x);
		b_tile[local.y * STRIDE + local.x] = four_columns(4u * (start + local.y), column);
		workgroupBarrier();
		for (var word = 0u; word < SIDE; word++) {
			let x = a_tile[word * STRIDE + local.y];
			let y = b_tile[word * STRIDE + local.x];
			sums0 += dots(x.x, y);
			sums1 += dots(x.y, y);
			sums2 += dots(x.z, y);
			sums3 += dots(x.w, y);
		}
		workgroupBarrier();
	}
	write(row, 4u * column, sums0);
	write(row + 1u, 4u * column, sums1);
	write(row + 2u, 4u * column, sums2);
	write(row + 3u, 4u * column, sums3);
}

fn dots(x: u32, y: vec4<u32>) -> vec4<i32> {
	return vec4(dot4I8Packed(x, y.x), dot4I8Packed(x, y.y), dot4I8Packed(x, y.z), dot4I8Packed(x, y.w));
}

// The same word of four rows of A.
fn four_rows(row: u32, word: u32) -> vec4<u32> {
	return vec4(a_word(row, word), a_word(row + 1u, word), a_word(row + 2u, word), a_word(row + 3u, word));
}

// The same word of four rows of B, turned: four elements of each of its columns.
fn four_columns(row: u32, word: u32) -> vec4<u32> {
	let r0 = b_word(row, word);
	let r1 = b_word(row + 1u, word);
	let r2 = b_word(row + 2u, word);
	let r3 = b_word(row + 3u, word);
	let even01 = (r0 & 0x00ff00ffu) | ((r1 & 0x00ff00ffu) << 8u);
	let even23 = (r2 & 0x00ff00ffu) | ((r3 & 0x00ff00ffu) << 8u);
	let odd01 = ((r0 >> 8u) & 0x00ff00ffu) | (r1 & 0xff00ff00u);
	let odd23 = ((r2 >> 8u) & 0x00ff00ffu) | (r3 & 0xff00ff00u);
	return vec4(
		(even01 & 0xffffu) | (even23 << 16u),
		(odd01 & 0xffffu) | (odd23 << 16u),
		(even01 >> 16u) | (even23 & 0xffff0000u),
		(odd01 >> 16u) | (odd23 & 0xffff0000u),
	);
}

fn a_word(row: u32, word: u32) -> u32 {
	if row < shape.rows && word < shape.a_words {
		return a[row * shape.a_words + word];
	}
	return 0u;
}

fn b_word(row: u32, word: u32) -> u32 {
	if row < shape.inner && word < shape.b_words {
		return b[row * shape.b_words + word];
	}
	return 0u;
}

fn write(row: u32, column: u32, sums: vec4<i32>) {
	if row >= shape.rows {
		return;
	}
	let start = row * shape.columns + column;
	if column < shape.columns {
		c[start] = sums.x;
	}
	if column + 1u < shape.columns {
		c[start + 1u] = sums.y;
	}
	if column + 2u < shape.columns {
		c[start + 2u] = sums.z;
	}
	if column + 3u < shape.columns {
		c[start + 3u] = sums.w;
	}
}
