package offline_test

import (
	"errors"
	"strings"
	"testing"

	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
	"shop/platform/fault"
)

const iban = "DE89370400440532013000"

// enter stores the account for transfers, and returns it as it is kept.
func enter(t *testing.T, s *orderstest.Shop, account offline.Account) (offline.Account, error) {
	t.Helper()
	staff := orderstest.Staff(t.Context())
	if err := s.Offline.Replace(staff, offline.Settings{Offered: []string{payment.TransferID}, Account: account}, nil); err != nil {
		return offline.Account{}, err
	}
	settings, _, err := s.Offline.Read(staff)
	return settings.Account, err
}

// refused fails the test unless the field, and no other, is said to be wrong.
func refused(t *testing.T, s *orderstest.Shop, account offline.Account, field string) {
	t.Helper()
	_, err := enter(t, s, account)
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != field {
		t.Errorf("%+v: %v, want %s to be refused", account, err, field)
	}
}

func TestAccount_keeps_IBANs_in_one_form_and_other_numbers_as_typed(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	for _, tc := range []struct {
		typed, kept, written string
		iban                 bool
	}{
		{"DE89 3704 0044 0532 0130 00", iban, "DE89 3704 0044 0532 0130 00", true},
		{" de89\u00a037040044 0532013000\t", iban, "DE89 3704 0044 0532 0130 00", true},
		{"IBAN: DE89-3704-0044-0532-0130-00", iban, "DE89 3704 0044 0532 0130 00", true},
		{"GB29NWBK60161331926819", "GB29NWBK60161331926819", "GB29 NWBK 6016 1331 9268 19", true},
		{"NO9386011117947", "NO9386011117947", "NO93 8601 1117 947", true},
		{"MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", true},
		{"12345678", "12345678", "12345678", false},
		{"BSB 062-000,  account\u00a01234567 ", "BSB 062-000, account 1234567", "BSB 062-000, account 1234567", false},
	} {
		got, err := enter(t, s, offline.Account{Holder: "Linden", Number: tc.typed})
		if err != nil || got.Number != tc.kept || got.Written() != tc.written || got.IBAN() != tc.iban {
			t.Errorf("%q is kept as %q, shown as %q, an IBAN: %v, %v", tc.typed, got.Number, got.Written(), got.IBAN(), err)
		}
	}
}

func TestAccount_refuses_an_IBAN_with_a_typing_error(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	for at := 2; at < len(iban); at++ {
		wrong := iban[:at] + string('0'+(iban[at]-'0'+1)%10) + iban[at+1:]
		refused(t, s, offline.Account{Holder: "Linden", Number: wrong}, "account.number")
		if at+1 < len(iban) && iban[at] != iban[at+1] {
			swapped := iban[:at] + iban[at+1:at+2] + iban[at:at+1] + iban[at+2:]
			refused(t, s, offline.Account{Holder: "Linden", Number: swapped}, "account.number")
		}
	}
	for _, wrong := range []string{"DE89", iban[:21], iban + "0", "DE89/3704", iban + strings.Repeat("0", 20)} {
		refused(t, s, offline.Account{Holder: "Linden", Number: wrong}, "account.number")
	}
}

func TestAccount_names_what_is_wrong(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	long := strings.Repeat("x", 101)
	for _, tc := range []struct {
		field string
		offline.Account
	}{
		{"account.holder", offline.Account{Number: iban}},
		{"account.holder", offline.Account{Holder: long, Number: iban}},
		{"account.number", offline.Account{Holder: "Linden"}},
		{"account.number", offline.Account{}}, // since bank transfer is offered
		{"account.number", offline.Account{Holder: "Linden", Number: strings.Repeat("1", 51)}},
		{"account.bank", offline.Account{Holder: "Linden", Number: iban, Bank: long}},
		{"account.bic", offline.Account{Holder: "Linden", Number: iban, BIC: "COBADE"}},
		{"account.bic", offline.Account{Holder: "Linden", Number: iban, BIC: "COBADEFFX"}},
		{"account.bic", offline.Account{Holder: "Linden", Number: iban, BIC: "COBA12FF"}},
		{"account.bic", offline.Account{Holder: "Linden", Number: iban, BIC: "COBADEFFXXXX"}},
	} {
		refused(t, s, tc.Account, tc.field)
	}
	got, err := enter(t, s, offline.Account{Holder: " Linden\n GmbH ", Number: iban, BIC: "coba de ff xxx"})
	if err != nil || got.Holder != "Linden GmbH" || got.BIC != "COBADEFFXXX" {
		t.Errorf("kept as %+v, %v", got, err)
	}
}
