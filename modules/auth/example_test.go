package auth_test

import (
	"context"
	"fmt"

	"shop/modules/auth"
	"shop/platform/events"
)

// greeter is a module that does something when somebody signs in.
type greeter struct{}

// SignedIn implements auth.SignInHook.
func (greeter) SignedIn(_ context.Context, id auth.AccountID) error {
	fmt.Println("welcome,", id)
	return nil
}

func ExampleSignInHook() {
	// The module provides it with fx.As(new(auth.SignInHook)) and
	// fx.ResultTags(auth.SignInHookGroup).
	var hook auth.SignInHook = greeter{}
	_ = hook.SignedIn(context.Background(), "ann")
	// Output: welcome, ann
}

func ExampleCustomerFrom() {
	// What a panel of the slot "customer" asks first.
	ctx := auth.WithCustomer(context.Background(), "ann")
	fmt.Println(auth.CustomerFrom(ctx))
	fmt.Printf("%q\n", auth.CustomerFrom(context.Background()))
	// Output:
	// ann
	// ""
}

func ExampleAccountRegistered() {
	e := events.New("ann", auth.AccountRegistered{AccountID: "ann", Email: "ann@example.org", Name: "Ann"})
	registered, err := events.Decode[auth.AccountRegistered](e)
	fmt.Println(e.Name, registered.Email, err)
	// Output: account.registered ann@example.org <nil>
}
