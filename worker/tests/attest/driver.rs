//! A stand-in for NVIDIA's `libnvidia-ml.so.1`, as a C library: `tests/attest.rs` builds it. It has two GPUs. The first
//! answers with the files `report` and `certificates` of the folder that FAKE_GPU names, the nonce put in; the second
//! attests nothing. Layouts and numbers are those of NVML's header.

#![allow(non_snake_case)]

use std::{env, fs, os::raw::c_int, path::Path};

const SUCCESS: c_int = 0;
const INVALID_ARGUMENT: c_int = 2;
const NOT_SUPPORTED: c_int = 3;

/// `nvmlConfComputeGpuAttestationReport_t`.
#[repr(C)]
pub struct Report {
	is_cec_present: u32,
	size: u32,
	cec_size: u32,
	nonce: [u8; 0x20],
	report: [u8; 0x2000],
	cec: [u8; 0x1000],
}

/// `nvmlConfComputeGpuCertificate_t`.
#[repr(C)]
pub struct Certificate {
	session_size: u32,
	size: u32,
	session: [u8; 0x1000],
	chain: [u8; 0x1400],
}

fn file(name: &str) -> Vec<u8> {
	fs::read(Path::new(&env::var_os("FAKE_GPU").unwrap()).join(name)).unwrap()
}

#[no_mangle]
pub extern "C" fn nvmlInit_v2() -> c_int {
	SUCCESS
}

#[no_mangle]
pub extern "C" fn nvmlShutdown() -> c_int {
	SUCCESS
}

#[no_mangle]
pub unsafe extern "C" fn nvmlDeviceGetCount_v2(count: *mut u32) -> c_int {
	*count = 2;
	SUCCESS
}

#[no_mangle]
pub unsafe extern "C" fn nvmlDeviceGetHandleByIndex_v2(index: u32, device: *mut usize) -> c_int {
	if index > 1 {
		return INVALID_ARGUMENT;
	}
	*device = 0x1000 + index as usize;
	SUCCESS
}

#[no_mangle]
pub unsafe extern "C" fn nvmlDeviceGetConfComputeGpuAttestationReport(device: usize, out: *mut Report) -> c_int {
	if device != 0x1000 {
		return NOT_SUPPORTED;
	}
	let (out, bytes) = (&mut *out, file("report"));
	out.size = bytes.len() as u32;
	out.report[..bytes.len()].copy_from_slice(&bytes);
	out.report[4..36].copy_from_slice(&out.nonce);
	SUCCESS
}

#[no_mangle]
pub unsafe extern "C" fn nvmlDeviceGetConfComputeGpuCertificate(device: usize, out: *mut Certificate) -> c_int {
	if device != 0x1000 {
		return NOT_SUPPORTED;
	}
	let (out, bytes) = (&mut *out, file("certificates"));
	out.size = bytes.len() as u32;
	out.chain[..bytes.len()].copy_from_slice(&bytes);
	SUCCESS
}
