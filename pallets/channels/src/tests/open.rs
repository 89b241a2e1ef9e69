use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAttested, MockEscrow},
	ProgramId, ProgramKind, Window,
};
use sp_runtime::{DispatchError, TokenError};

/// Opens a channel, but for what is asked about.
fn try_open(
	payer: AccountId,
	payee: AccountId,
	deposit: Balance,
	expires: BlockNumber,
	program: Option<ProgramId>,
) -> Result<(), DispatchError> {
	Channels::open(signed(payer), payee, NATIVE, deposit, alice().key(), expires, program)
}

#[test]
fn open_puts_the_deposit_into_escrow_and_holds_one_for_the_record() {
	build_and_execute(|| {
		for (id, signer) in signers(1).iter().enumerate() {
			let program = (id == 3).then(program);
			let id = id as u64;
			assert_ok!(Channels::open(signed(PAYER), PAYEE, NATIVE, 100, signer.key(), EXPIRES, program));
			let found = channel(id);
			let expected = Channel {
				payer: PAYER,
				payee: PAYEE,
				asset: NATIVE,
				escrow: id,
				deposit: 100,
				paid: 0,
				signer: signer.key(),
				window: Window { from: START, to: EXPIRES },
				work: program.map(|program| Work { program, count: 0, committed_at: START }),
				ticket: found.ticket.clone(),
			};
			assert_eq!(found, expected);
			assert_eq!(MockEscrow::account(id).deposits, [(PAYER, 100)]);
			assert_events(vec![Event::Opened {
				channel: id,
				payer: PAYER,
				payee: PAYEE,
				asset: NATIVE,
				deposit: 100,
				signer: signer.key(),
				expires: EXPIRES,
				program,
			}]);
		}
		assert_eq!(held(PAYER), 4 * CHANNEL_DEPOSIT);
	});
}

#[test]
fn open_never_gives_a_number_twice() {
	build_and_execute(|| {
		let first = open();
		assert_ok!(Channels::close(signed(PAYEE), first));
		assert_eq!((first, open()), (0, 1));
	});
}

#[test]
fn open_takes_the_nearest_and_the_furthest_expiry() {
	build_and_execute(|| {
		assert_ok!(try_open(PAYER, PAYEE, 1, START + 1, None));
		assert_ok!(try_open(PAYER, PAYEE, 1, START + MAX_DURATION, None));
	});
}

#[test]
fn open_fails_when_not_signed() {
	build_and_execute(|| {
		let call = Channels::open(RuntimeOrigin::root(), PAYEE, NATIVE, 100, alice().key(), EXPIRES, None);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn open_fails_when_the_payee_is_the_payer() {
	build_and_execute(|| {
		assert_noop!(try_open(PAYER, PAYER, 100, EXPIRES, None), Error::<Test>::PayeeIsPayer);
	});
}

#[test]
fn open_fails_when_the_deposit_is_zero() {
	build_and_execute(|| {
		assert_noop!(try_open(PAYER, PAYEE, 0, EXPIRES, None), Error::<Test>::ZeroDeposit);
	});
}

#[test]
fn open_fails_when_the_expiry_is_not_in_the_future() {
	build_and_execute(|| {
		for expires in [0, START - 1, START] {
			assert_noop!(try_open(PAYER, PAYEE, 100, expires, None), Error::<Test>::ExpiryInThePast);
		}
	});
}

#[test]
fn open_fails_when_the_expiry_is_too_far() {
	build_and_execute(|| {
		for expires in [START + MAX_DURATION + 1, BlockNumber::MAX] {
			assert_noop!(try_open(PAYER, PAYEE, 100, expires, None), Error::<Test>::ExpiryTooFar);
		}
	});
}

#[test]
fn open_fails_when_there_is_no_such_program() {
	build_and_execute(|| {
		let unknown = Some(ProgramId::repeat_byte(9));
		assert_noop!(try_open(PAYER, PAYEE, 100, EXPIRES, unknown), Error::<Test>::UnknownProgram);
	});
}

#[test]
fn open_fails_when_the_program_vouches_for_itself() {
	build_and_execute(|| {
		for (n, kind) in [(2, ProgramKind::Enclave), (3, ProgramKind::Circuit)] {
			let program = ProgramId::repeat_byte(n);
			MockAttested::add_program(program, kind);
			assert_noop!(try_open(PAYER, PAYEE, 100, EXPIRES, Some(program)), Error::<Test>::NotDisputable);
		}
	});
}

#[test]
fn open_fails_when_the_deposit_for_the_record_cannot_be_spared() {
	build_and_execute(|| {
		assert_noop!(try_open(PAUPER, PAYEE, 1, EXPIRES, None), TokenError::FundsUnavailable);
	});
}

#[test]
fn open_fails_when_numbers_are_used_up() {
	build_and_execute(|| {
		NextId::<Test>::put(u64::MAX);
		assert_noop!(try_open(PAYER, PAYEE, 1, EXPIRES, None), sp_runtime::ArithmeticError::Overflow);
	});
}
