//! Classes of hardware.

use super::machines::*;
use crate::{mock::*, ClassId, Classes, Event, GpuModel, GpuModels, HardwareClass};
use frame_support::{assert_noop, assert_ok};
use piazza_fixtures::{intel::Tdx, nvidia::Parameters};
use sp_runtime::DispatchError;

fn b200() -> HardwareClass {
	HardwareClass {
		vendor: bounded(b"NVIDIA".to_vec()),
		model: bounded(b"B200".to_vec()),
		architecture: bounded(b"Blackwell".to_vec()),
		vram_mib: 180 * 1024,
		bf16_tflops: 2_250,
	}
}

fn set_class(id: ClassId, new: Option<HardwareClass>) {
	let old = Attestation::class(id);
	assert_ok!(Attestation::set_class(RuntimeOrigin::root(), id, new.clone()));
	assert_events(vec![Event::ClassSet { id, old, new: new.clone() }]);
	assert_eq!(Attestation::class(id), new);
}

fn set_model(model: &GpuModel, new: Option<ClassId>) {
	let old = GpuModels::<Test>::get(model);
	assert_ok!(Attestation::set_gpu_model(RuntimeOrigin::root(), model.clone(), new));
	assert_events(vec![Event::GpuModelSet { model: model.clone(), old, new }]);
	assert_eq!(GpuModels::<Test>::get(model), new);
}

#[test]
fn chain_starts_with_the_classes_of_h100() {
	build_and_execute(|| {
		let mut models: Vec<_> = Classes::<Test>::iter().map(|(id, class)| (id, class.model.to_vec())).collect();
		models.sort();
		assert_eq!(models, [(1, b"H100 SXM".to_vec()), (2, b"H100 PCIe".to_vec())]);
		let mut classes: Vec<_> = GpuModels::<Test>::iter_values().collect();
		classes.sort();
		assert_eq!(classes, [1, 2]);
	});
}

#[test]
fn class_is_set_replaced_and_taken_away() {
	build_and_execute(|| {
		set_class(3, Some(b200()));
		set_class(3, Some(HardwareClass { vram_mib: 1, ..b200() }));
		set_class(3, None);
	});
}

#[test]
fn model_gives_its_class_from_the_next_evidence_on() {
	build_and_execute(|| {
		let gpu = Parameters::blackwell();
		start_gpus(&Tdx::default(), core::slice::from_ref(&gpu));
		System::reset_events();
		let machine = |worker| evidence(worker, devices(worker, core::slice::from_ref(&gpu)), tdx(Tdx::default()));
		join(WORKER, machine(WORKER));
		assert_eq!(proven(WORKER).class, None);
		System::reset_events();

		let model = GpuModel::of(&facts(&gpu));
		set_class(3, Some(b200()));
		set_model(&model, Some(3));
		assert_eq!(proven(WORKER).class, None);
		go_to(3);
		assert_ok!(Attestation::renew(signed(WORKER), machine(WORKER)));
		assert_eq!(proven(WORKER).class, Some(3));
		System::reset_events();
		set_model(&model, Some(4));
		set_model(&model, None);
	});
}

#[test]
fn classes_are_refused_when_not_signed_by_governance() {
	build_and_execute(|| {
		assert_noop!(Attestation::set_class(signed(GUARD), 3, Some(b200())), DispatchError::BadOrigin);
		let model = GpuModel {
			chip: bounded(b"GB100".to_vec()),
			project: Default::default(),
			project_sku: Default::default(),
			chip_sku: Default::default(),
		};
		assert_noop!(Attestation::set_gpu_model(signed(GUARD), model, Some(1)), DispatchError::BadOrigin);
	});
}
