package session

import (
	"context"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
)

// Telling returns store with each change of an account told to w, so that no
// session goes on with the account's old name, role or epoch.
func Telling(store account.Store, w *Watch) account.Store { return telling{store, w} }

type telling struct {
	account.Store
	watch *Watch
}

// Update implements [account.Store].
func (t telling) Update(ctx context.Context, id auth.AccountID, change func(*account.Account) error) (account.Account, error) {
	changed, err := t.Store.Update(ctx, id, change)
	if err == nil {
		t.watch.Tell(ctx, nil, map[auth.AccountID]int64{id: changed.Version})
	}
	return changed, err
}
