package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"shop/modules/orders/ordersfx"
)

var testPaymentsCommand = command{
	name:    "test-payments",
	usage:   "--file FILE [--notify URL,URL...]",
	summary: "run the test payment provider as a program of its own",
	hidden:  true,
	help: `
For proofs, tests and benchmarks: what it has captured it remembers, whatever
becomes of the shop. It listens where SHOP_TEST_PAYMENTS_URL says, as in
http://:secret@127.0.0.1:9300, which is what the shop gets too.`,
	prepare: func(p *program, flags *flag.FlagSet) func(context.Context, []string) error {
		file := flags.String("file", "", "where the ledger is kept")
		notify := flags.String("notify", "", "the shop's processes, which are told of changes by turns")
		return func(ctx context.Context, args []string) error {
			if *file == "" || len(args) > 0 {
				return usageError{"test-payments takes a --file and no more."}
			}
			return p.testPayments(ctx, *file, *notify)
		}
	},
}

func (p *program) testPayments(ctx context.Context, file, notify string) error {
	cfg, err := p.config(false)
	if err != nil {
		return err
	}
	u, err := url.Parse(cfg.TestPaymentsURL)
	if err != nil || u.Host == "" {
		return errors.New("SHOP_TEST_PAYMENTS_URL: it must say where to listen, as in http://:secret@127.0.0.1:9300")
	}
	var shops []string
	for shop := range strings.SplitSeq(notify, ",") {
		if shop != "" {
			shops = append(shops, shop+ordersfx.WebhookPath)
		}
	}
	secret, _ := u.User.Password()
	provider, err := ordersfx.OpenTestPayments(file, u.Scheme+"://"+u.Host, secret, shops, p.logger())
	if err != nil {
		return err
	}
	defer func() { _ = provider.Close() }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", u.Host)
	if err != nil {
		return fmt.Errorf("SHOP_TEST_PAYMENTS_URL: %w", err)
	}
	server := &http.Server{Handler: provider, ReadHeaderTimeout: time.Minute}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stopped()
	sending := make(chan struct{})
	go func() {
		defer close(sending)
		provider.Run(ctx)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-sending
	return nil
}
