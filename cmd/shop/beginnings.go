package main

import (
	"context"
	"io"
	"sync/atomic"

	"go.uber.org/fx"

	"shop/modules/auth"
	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/platform/config"
	"shop/platform/identity"
	"shop/platform/mongo"
)

// The demo's owner. A demo sells nothing, so its password is no secret.
const (
	demoOwner    = "owner@demo.example"
	demoPassword = "demo-owner-1"
)

// beginnings gives a new shop its owner, and a new demo its products and an
// account for transfers, before the first request: nobody meets half a shop.
var beginnings = fx.Module("beginnings",
	fx.Provide(
		func() *demoState { return &demoState{} },
		func() *owner { return &owner{} },
	),
	fx.Invoke(begin),
)

// demoState is whether the database was made for a demo. It is known once
// beginnings has started.
type demoState struct{ is atomic.Bool }

// owner is how to sign in for the first time.
type owner struct {
	// email is the owner's as the shop was made with it; password is the
	// demo's, as long as it opens that account.
	email, password string
	// setupPath is the one-time link of a shop whose owner has no account yet.
	setupPath string
}

// beginningParams is what begin needs.
type beginningParams struct {
	fx.In
	Config  config.Config
	DB      *mongo.DB
	Demo    catalog.Demo
	Payable orders.Demo
	Staff   auth.Staff
	State   *demoState
	Owner   *owner
	Console console
}

func begin(lc fx.Lifecycle, p beginningParams) {
	lc.Append(fx.StartHook(func(ctx context.Context) error {
		demo, err := mongo.IsDemo(ctx, p.DB)
		if err != nil {
			return err
		}
		p.State.is.Store(demo)
		if err := ensureOwner(identity.System(ctx, "serve"), p, demo); err != nil || !demo || !p.Config.Demo {
			return err
		}
		ctx = identity.System(ctx, "demo")
		bar := newBar(p.Console, "making the demo shop")
		_, err = p.Demo.SeedDemo(ctx, bar.progress)
		bar.finish()
		if err != nil {
			return err
		}
		return p.Payable.SeedDemo(ctx)
	}))
}

// ensureOwner makes the first account of staff, or the link that makes it, and
// notes how to sign in.
func ensureOwner(ctx context.Context, p beginningParams, demo bool) error {
	email, password := p.Config.AdminEmail, p.Config.AdminPassword
	ofDemo := demo && email == ""
	if ofDemo {
		email, password = demoOwner, demoPassword
	}
	var err error
	if p.Owner.setupPath, err = p.Staff.EnsureOwner(ctx, email, password); err != nil {
		return err
	}
	p.Owner.email = email
	if ofDemo {
		known, err := p.Staff.Opens(ctx, demoOwner, demoPassword)
		if err != nil {
			return err
		}
		if known {
			p.Owner.password = demoPassword
		}
	}
	return nil
}

// console is where people read.
type console struct{ io.Writer }
