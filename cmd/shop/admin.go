package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"go.uber.org/fx"
	"golang.org/x/term"

	"shop/modules/auth"
	"shop/platform/identity"
)

var adminCreateCommand = command{
	name:    "admin create",
	usage:   "--email ADDRESS [--name NAME] [--demo]",
	summary: "create an account for somebody who runs the shop",
	help: `
Asks for the password, or reads it as the first line of standard input where
that is no terminal.`,
	prepare: func(p *program, flags *flag.FlagSet) func(context.Context, []string) error {
		email := flags.String("email", "", "the address to sign in with")
		name := flags.String("name", "Staff", "the name shown in histories")
		demo := demoFlag(flags)
		return func(ctx context.Context, args []string) error {
			if *email == "" || len(args) > 0 {
				return usageError{"admin create needs an address: shop admin create --email you@example.org."}
			}
			return p.createAdmin(ctx, *email, *name, *demo)
		}
	},
}

func (p *program) createAdmin(ctx context.Context, email, name string, demo bool) error {
	password, err := p.askPassword()
	if err != nil {
		return err
	}
	var staff auth.Staff
	err = p.onRecords(ctx, demo, fx.Populate(&staff), func(ctx context.Context) error {
		_, err := staff.CreateStaff(identity.System(ctx, "admin create"), email, password, name)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s can sign in now.\n", email)
	return nil
}

// askPassword reads a password without showing it.
func (p *program) askPassword() (string, error) {
	if f, is := p.in.(*os.File); is && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(p.err, "Password: ")
		password, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(p.err)
		return string(password), err
	}
	line, err := bufio.NewReader(p.in).ReadString('\n')
	if line == "" && err != nil {
		return "", fmt.Errorf("no password on standard input: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
